import { stakeVaultAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { readLogs } from './readLogs.ts'
import { type OperatorView, readOperator } from './readOperator.ts'

/** Every key a provider ever authorised, oldest first; revoked ones have `active` false. */
export async function listOperators(assay: Assay, provider: Address): Promise<OperatorView[]> {
  const logs = await readLogs(assay, {
    address: assay.contracts.stakeVault,
    abi: stakeVaultAbi,
    eventName: 'OperatorSet',
    args: { provider },
  })
  const operators = [...new Set(logs.map((log) => log.args.operator))]
  return Promise.all(operators.map((operator) => readOperator(assay, provider, operator)))
}
