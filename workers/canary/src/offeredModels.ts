import { modelRegistryAbi } from '@assay/protocol'
import { type Assay, readLogs, readOffer } from '@assay/sdk'
import type { Address, Hex } from 'viem'

/** Models for which the account has an active offer, of those wanted (empty: all). */
export const offeredModels = async (assay: Assay, provider: Address, wanted: readonly Hex[]): Promise<Hex[]> => {
  const logs = await readLogs(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    eventName: 'OfferPublished',
    args: { provider },
  })
  const models = [...new Set(logs.map(({ args }) => args.modelId))]
  const offers = await Promise.all(models.map((modelId) => readOffer(assay, modelId, provider)))
  return models.filter((modelId, i) => offers[i]?.active === true && (wanted.length === 0 || wanted.includes(modelId)))
}
