import { type AssuranceLevel, modelRegistryAbi } from '@assay/protocol'
import { type Address, type Hex, zeroAddress } from 'viem'
import type { Assay } from '../Assay.ts'
import { levelsOfBits } from '../levelsOfBits.ts'
import { textOf32 } from '../textOf32.ts'
import { readCall } from './readCall.ts'

export interface OfferView {
  readonly modelId: Hex
  readonly provider: Address
  readonly token: Address
  /** In the token's smallest unit. */
  readonly price: bigint
  /** In the stake token's smallest unit. */
  readonly lock: bigint
  readonly submitSec: number
  readonly windowSec: number
  readonly levels: readonly AssuranceLevel[]
  readonly active: boolean
  readonly latencyClass: string
  readonly region: string
  readonly endpoint: string
}

/** A provider's offer, withdrawn ones included (`active` false); undefined if there never was one. */
export async function readOffer(assay: Assay, modelId: Hex, provider: Address): Promise<OfferView | undefined> {
  const offer = await readCall(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    functionName: 'offerOf',
    args: [modelId, provider],
  })
  if (offer.token === zeroAddress && offer.endpoint === '') return undefined
  return {
    ...offer,
    modelId,
    provider,
    levels: levelsOfBits(offer.levels),
    latencyClass: textOf32(offer.latencyClass),
    region: textOf32(offer.region),
  }
}
