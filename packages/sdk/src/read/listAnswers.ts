import { type Answer, decodePosition, encodePosition, fromHex, type Position } from '@assay/proof'
import { openingsAbi } from '@assay/protocol'
import type { Assay } from '../Assay.ts'
import { firstBlockOfTask } from './firstBlockOfTask.ts'
import { readLogs } from './readLogs.ts'

export interface AnswerQuery {
  /** Only what was answered for these: the node reads no other answer, however many there are. Default: all. */
  readonly positions?: readonly Position[]
  /** Default: about the block of the task's request. */
  readonly fromBlock?: bigint
}

/** What was answered of a task's result, oldest first: the bytes are in the events alone. */
export async function listAnswers(assay: Assay, taskId: bigint, query: AnswerQuery = {}): Promise<Answer[]> {
  const { positions } = query
  // no topics would mean every one
  if (positions?.length === 0) return []
  const logs = await readLogs(assay, {
    address: assay.contracts.openings,
    abi: openingsAbi,
    eventName: 'OpeningAnswered',
    args: { taskId, ...(positions === undefined ? {} : { position: positions.map(encodePosition) }) },
    fromBlock: query.fromBlock ?? (await firstBlockOfTask(assay, taskId)),
  })
  return logs.map(({ args }) => ({ position: decodePosition(args.position), bytes: fromHex(args.answer) }))
}
