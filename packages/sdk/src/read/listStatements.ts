import { modelRegistryAbi } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { readLogs } from './readLogs.ts'
import { deprecationFrom, type StatementView, statementFrom } from './readStatement.ts'

export interface StatementListing extends StatementView {
  readonly account: Address
}

/** What every account says of a model now, from events alone (RULE E-1); who spoke first comes first. */
export async function listStatements(assay: Assay, modelId: Hex): Promise<StatementListing[]> {
  const query = { address: assay.contracts.modelRegistry, abi: modelRegistryAbi, args: { modelId } } as const
  const logs = [
    ...(await readLogs(assay, { ...query, eventName: 'ModelStated' })),
    ...(await readLogs(assay, { ...query, eventName: 'ModelDeprecated' })),
    ...(await readLogs(assay, { ...query, eventName: 'ModelReinstated' })),
  ].sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex)

  const said = new Map<Address, StatementListing>()
  for (const { eventName, args } of logs) {
    const { account } = args
    const { deprecation, ...statement } = said.get(account) ?? { account, deprecation: undefined }
    if (eventName === 'ModelStated') {
      const standing = deprecation === undefined ? {} : { deprecation }
      said.set(account, { account, ...statementFrom(args.statement), ...standing })
    } else {
      const advice = eventName === 'ModelDeprecated' ? { deprecation: deprecationFrom(args) } : {}
      said.set(account, { ...statement, ...advice })
    }
  }
  return [...said.values()].filter((listing) => Object.keys(listing).length > 1)
}
