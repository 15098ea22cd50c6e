import { modelRegistryAbi } from '@assay/protocol'
import { type Address, type Hex, zeroHash } from 'viem'
import type { Assay } from '../Assay.ts'
import type { ModelStatement } from '../act/stateModel.ts'
import { readCall } from './readCall.ts'

/** An account's advice to use a model no longer. */
export interface DeprecationView {
  /** The model to use instead. */
  readonly successor?: Hex
  /** At most 256 bytes. */
  readonly reason: string
}

/** All that an account says of a model: its word, none of it checked. */
export interface StatementView extends ModelStatement {
  readonly deprecation?: DeprecationView
}

/** What an account says of a model; empty if it says nothing. */
export async function readStatement(assay: Assay, modelId: Hex, account: Address): Promise<StatementView> {
  const registry = { address: assay.contracts.modelRegistry, abi: modelRegistryAbi, args: [modelId, account] } as const
  const [statement, { deprecated, successor, reason }] = await Promise.all([
    readCall(assay, { ...registry, functionName: 'statementOf' }),
    readCall(assay, { ...registry, functionName: 'deprecationOf' }),
  ])
  return { ...statementFrom(statement), ...(deprecated ? { deprecation: deprecationFrom({ successor, reason }) } : {}) }
}

/** As the chain writes it: zero and empty where nothing is said. */
export function statementFrom(whole: Required<ModelStatement>): ModelStatement {
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== zeroHash && value !== ''))
}

export function deprecationFrom({ successor, reason }: Required<DeprecationView>): DeprecationView {
  return successor === zeroHash ? { reason } : { successor, reason }
}
