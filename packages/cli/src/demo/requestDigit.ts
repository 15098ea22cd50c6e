import type { Program } from '@assay/program'
import { type Assay, publishInput, readOffer, requestTask } from '@assay/sdk'
import type { Store } from '@assay/store'
import type { Address, Hex } from 'viem'
import { DemoFailed } from './errors.ts'

const ACCEPT_SEC = 300

export interface DigitRequest {
  readonly client: Assay
  readonly store: Store
  readonly modelId: Hex
  readonly program: Program
  readonly provider: Address
  readonly pixels: Uint8Array
}

/** Pays for the classification of one digit, at the provider's terms. Returns the task's id. */
export const requestDigit = async ({
  client,
  store,
  modelId,
  program,
  provider,
  pixels,
}: DigitRequest): Promise<Hex> => {
  const offer = await readOffer(client, modelId, provider)
  if (offer === undefined) throw new DemoFailed(`${provider} has no offer`)
  const { inputRoot, inputDigest } = await publishInput(store, program, [pixels])
  const { price, lock, submitSec, windowSec, token } = offer
  const { taskId } = await requestTask(client, {
    ...{ modelId, inputRoot, inputDigest, provider, token, price, lock, submitSec, windowSec },
    acceptSec: ACCEPT_SEC,
  })
  return taskId
}
