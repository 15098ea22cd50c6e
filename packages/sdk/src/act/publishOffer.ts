import { type AssuranceLevel, modelRegistryAbi } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { levelBits } from '../levelBits.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'
import { text32 } from '../text32.ts'

export interface OfferTerms {
  readonly modelId: Hex
  /** Token of the price. */
  readonly token: Address
  /** Per task, in the token's smallest unit. */
  readonly price: bigint
  /** Stake locked per task, in the stake token's smallest unit. */
  readonly lock: bigint
  readonly submitSec: number
  readonly windowSec: number
  /** Default: Exact alone. */
  readonly levels?: readonly AssuranceLevel[]
  /** At most 32 bytes each: "interactive", "eu-north". */
  readonly latencyClass?: string
  readonly region?: string
  /** Where results are served: an http(s) URL of at most 256 bytes. */
  readonly endpoint: string
}

/** Publishes the account's terms for one model; replaces its earlier ones. */
export async function publishOffer(assay: Assay, terms: OfferTerms): Promise<Sent> {
  const { modelId, token, price, lock, submitSec, windowSec, endpoint } = terms
  return sendCall(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    functionName: 'publishOffer',
    args: [
      modelId,
      {
        ...{ token, price, lock, submitSec, windowSec, endpoint },
        levels: levelBits(terms.levels ?? ['Exact']),
        active: true,
        latencyClass: text32('latencyClass', terms.latencyClass ?? ''),
        region: text32('region', terms.region ?? ''),
      },
    ],
  })
}
