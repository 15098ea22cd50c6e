import { fromHex } from '@assay/proof'
import { optimisticVerifierAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { firstBlockOfTask } from './firstBlockOfTask.ts'
import { readLogs } from './readLogs.ts'

/** The output tensor that a result's event carries; the chain has checked it against the outputRoot. Undefined: none. */
export async function readInlineOutput(assay: Assay, taskId: Hex): Promise<Uint8Array | undefined> {
  const [submitted] = await readLogs(assay, {
    address: assay.contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    eventName: 'ResultSubmitted',
    args: { taskId },
    fromBlock: await firstBlockOfTask(assay, taskId),
  })
  const output = submitted === undefined ? undefined : fromHex(submitted.args.output)
  return output === undefined || output.length === 0 ? undefined : output
}
