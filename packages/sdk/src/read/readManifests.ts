import { modelRegistryAbi } from '@assay/protocol'
import type { Digest } from '@assay/store'
import { type Address, type Hex, isAddressEqual, zeroHash } from 'viem'
import type { Assay } from '../Assay.ts'
import { readLogs } from './readLogs.ts'

export interface StatedManifest {
  readonly account: Address
  readonly manifest: Digest
}

/** Every manifest that was ever stated for a model, each once: those of `first` before others', newer before older. */
export async function readManifests(assay: Assay, modelId: Hex, first: Address): Promise<StatedManifest[]> {
  const logs = await readLogs(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    eventName: 'ModelStated',
    args: { modelId },
  })
  const newestFirst = logs
    .reverse()
    .map(({ args: { account, statement } }) => ({ account, manifest: statement.manifest }))
  const sorted = [
    ...newestFirst.filter(({ account }) => isAddressEqual(account, first)),
    ...newestFirst.filter(({ account }) => !isAddressEqual(account, first)),
  ]
  const seen = new Set<Digest>([zeroHash])
  return sorted.filter(({ manifest }) => !seen.has(manifest) && seen.add(manifest))
}
