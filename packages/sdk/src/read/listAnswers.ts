import { type Answer, decodePosition, fromHex } from '@assay/proof'
import { openingsAbi } from '@assay/protocol'
import type { Assay } from '../Assay.ts'
import { readLogs } from './readLogs.ts'

/** What was answered of a task's result, oldest first: the bytes are in the events alone. */
export async function listAnswers(assay: Assay, taskId: bigint): Promise<Answer[]> {
  const logs = await readLogs(assay, {
    address: assay.contracts.openings,
    abi: openingsAbi,
    eventName: 'OpeningAnswered',
    args: { taskId },
  })
  return logs.map(({ args }) => ({ position: decodePosition(args.position), bytes: fromHex(args.answer) }))
}
