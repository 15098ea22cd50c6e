import type { OfferView, TaskView } from '@assay/sdk'
import { plainTask } from '../../../test/support/plainTask.ts'
import type { Situation } from './decide.ts'

const hex = <const Length extends number>(digit: string, bytes: Length) => `0x${digit.repeat(bytes * 2)}` as const
export const self = hex('a', 20)
export const other = hex('b', 20)
export const { modelId } = plainTask

export const offerOf = (changes: Partial<OfferView> = {}): OfferView => ({
  modelId,
  provider: self,
  token: plainTask.token,
  price: plainTask.price,
  lock: plainTask.lock,
  submitSec: plainTask.submitSec,
  windowSec: plainTask.windowSec,
  levels: ['Exact'],
  active: true,
  latencyClass: '',
  region: '',
  endpoint: 'http://127.0.0.1:1',
  ...changes,
})

/** A task on exactly the terms of `offerOf()`, requested at 0. */
export const taskOf = (changes: Partial<TaskView> = {}): TaskView => ({ ...plainTask, ...changes })

export const situationOf = (changes: Partial<Situation> = {}): Situation => ({
  self,
  key: self,
  stepVerifier: taskOf().dials.stepVerifier,
  now: 10n,
  offer: offerOf(),
  freeStake: 1_000n,
  marginSec: 2n,
  models: [],
  ...changes,
})
