import type { TraceMode } from '@assay/protocol'
import {
  type Assay,
  type PublishedInput,
  publishInput,
  publishModel,
  publishOffer,
  requestTask,
  type TaskRequest,
  type TensorOrder,
} from '@assay/sdk'
import type { Store } from '@assay/store'
import { dollars, stake } from './localNetwork.ts'
import { tinyModel } from './tinyModel.ts'

const tensor = (name: string, shape: number[], order: TensorOrder) =>
  ({ name, shape, order, integer: true, dtype: 'u8', scale: 1, zero: 0 }) as const

/** Publishes the tiny model: files to the store, program to the chain, manifest stated. */
export const publishTinyModel = async (author: Assay, store: Store, model = tinyModel()) => {
  const about = {
    name: 'tiny',
    description: 'a network that is small enough for tests',
    licence: 'MIT',
    inputs: [tensor('image', [1, 2, 16, 16], 'channels-last')],
    outputs: [tensor('scores', [1, 10], 'row-major')],
  }
  return publishModel(author, store, { model, about })
}

export const terms = { price: dollars(2), lock: stake(100), submitSec: 600 } as const

/** Offers the tiny model on `terms`. */
export const offerTinyModel = async (provider: Assay, modelId: `0x${string}`, endpoint: string, windowSec: number) => {
  const token = provider.contracts.paymentToken
  if (token === undefined) throw new TypeError('the deployment names no payment token')
  return publishOffer(provider, { modelId, token, ...terms, windowSec, endpoint })
}

/** An image for the tiny model, another for each seed. */
export const tinyInput = (seed: number): Uint8Array =>
  Uint8Array.from({ length: 512 }, (_, i) => (i * 37 + seed * 101 + (i >> 3) * seed) & 0xff)

export interface TinyRequest {
  readonly modelId: `0x${string}`
  readonly provider?: `0x${string}`
  readonly seed: number
  readonly windowSec: number
  readonly traceMode?: TraceMode
}

/** What `requestTinyTask` asks for; its input is published. */
export const tinyRequest = async (
  store: Store,
  { modelId, provider, seed, windowSec, traceMode = 'Eager' }: TinyRequest,
): Promise<TaskRequest> => {
  const input: PublishedInput = await publishInput(store, tinyModel().program, [tinyInput(seed)])
  return {
    modelId,
    ...input,
    ...(provider === undefined ? {} : { provider }),
    ...terms,
    acceptSec: 600,
    windowSec,
    traceMode,
  }
}

export const requestTinyTask = async (client: Assay, store: Store, tiny: TinyRequest) =>
  (await requestTask(client, await tinyRequest(store, tiny))).taskId
