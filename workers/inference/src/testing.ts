import type { OfferView, TaskView } from '@assay/sdk'
import { idOf } from '../../../test/support/idOf.ts'
import type { Situation } from './decide.ts'

const hex = <const Length extends number>(digit: string, bytes: Length) => `0x${digit.repeat(bytes * 2)}` as const
export const self = hex('a', 20)
export const other = hex('b', 20)
export const modelId = hex('1', 32)

export const offerOf = (changes: Partial<OfferView> = {}): OfferView => ({
  modelId,
  provider: self,
  token: hex('d', 20),
  price: 100n,
  lock: 1_000n,
  submitSec: 30,
  windowSec: 60,
  levels: ['Exact'],
  active: true,
  latencyClass: '',
  region: '',
  endpoint: 'http://127.0.0.1:1',
  ...changes,
})

/** A task on exactly the terms of `offerOf()`, requested at 0. */
export const taskOf = (changes: Partial<TaskView> = {}): TaskView => ({
  taskId: idOf(12),
  modelId,
  inputRoot: hex('2', 32),
  inputDigest: hex('3', 32),
  token: hex('d', 20),
  nonce: 7n,
  price: 100n,
  lock: 1_000n,
  acceptSec: 20,
  submitSec: 30,
  windowSec: 60,
  level: 'Exact',
  traceMode: 'Eager',
  dials: {
    stepVerifier: hex('e', 20),
    feeBps: 0,
    lateBps: 0,
    clientShareBps: 0,
    bountyShareBps: 0,
    reserveShareBps: 0,
  },
  client: hex('c', 20),
  state: 'Requested',
  acceptBy: 20n,
  submitBy: 0n,
  finalAt: 0n,
  pendingOpenings: 0,
  outputRoot: hex('0', 32),
  nodesRoot: hex('0', 32),
  ...changes,
})

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
