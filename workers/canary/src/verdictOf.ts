import { optimisticVerifierAbi } from '@assay/protocol'
import { type Assay, readLogs } from '@assay/sdk'
import type { Address, Hex } from 'viem'
import { VerdictMissing } from './errors.ts'

/** Who convicted a task's result, and how many seconds after it was submitted, by the chain's count. */
export const verdictOf = async (assay: Assay, taskId: Hex): Promise<{ by: Address; seconds: number }> => {
  const verifier = {
    address: assay.contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    args: { taskId },
  } as const
  const [[submitted], [fraud], [silence]] = await Promise.all([
    readLogs(assay, { ...verifier, eventName: 'ResultSubmitted' }),
    readLogs(assay, { ...verifier, eventName: 'FraudProven' }),
    readLogs(assay, { ...verifier, eventName: 'SilenceProven' }),
  ])
  const by = fraud?.args.challenger ?? silence?.args.asker
  const end = fraud ?? silence
  if (submitted === undefined || end === undefined || by === undefined) throw new VerdictMissing(taskId)
  const [from, to] = await Promise.all(
    [submitted, end].map(({ blockNumber }) => assay.publicClient.getBlock({ blockNumber: blockNumber ?? 0n })),
  )
  return { by, seconds: Number((to?.timestamp ?? 0n) - (from?.timestamp ?? 0n)) }
}
