import { modelRegistryAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { readLogs } from './readLogs.ts'
import { type OfferView, readOffer } from './readOffer.ts'

/** The active offers for a model, cheapest first. */
export async function listOffers(assay: Assay, modelId: Hex): Promise<OfferView[]> {
  const logs = await readLogs(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    eventName: 'OfferPublished',
    args: { modelId },
  })
  const providers = [...new Set(logs.map((log) => log.args.provider))]
  const offers = await Promise.all(providers.map((provider) => readOffer(assay, modelId, provider)))
  return offers
    .filter((offer) => offer?.active === true)
    .filter((offer) => offer !== undefined)
    .sort((a, b) => (a.price < b.price ? -1 : a.price > b.price ? 1 : 0))
}
