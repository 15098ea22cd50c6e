import { type Answer, decodePosition, encodePosition, fromHex, type Position } from '@assay/proof'
import { openingsAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { firstBlockOfTask } from './firstBlockOfTask.ts'
import { readLogs } from './readLogs.ts'

export interface AnswerQuery {
  /** Only what was answered for these: the node reads no other answer, however many there are. Default: all. */
  readonly positions?: readonly Position[]
  /** Default: about the block of the task's request. */
  readonly fromBlock?: bigint
}

/** Nodes limit what a question may list. */
const TOPICS_AT_ONCE = 256

/** What was answered of a task's result, oldest first where no positions are named: the bytes are in the events alone. */
export async function listAnswers(assay: Assay, taskId: Hex, query: AnswerQuery = {}): Promise<Answer[]> {
  const { positions } = query
  const fromBlock = query.fromBlock ?? (await firstBlockOfTask(assay, taskId))
  const answersAt = async (some: readonly Position[] | undefined) => {
    const logs = await readLogs(assay, {
      address: assay.contracts.openings,
      abi: openingsAbi,
      eventName: 'OpeningAnswered',
      args: { taskId, ...(some === undefined ? {} : { position: some.map(encodePosition) }) },
      fromBlock,
    })
    return logs.map(({ args }) => ({ position: decodePosition(args.position), bytes: fromHex(args.answer) }))
  }
  if (positions === undefined) return answersAt(undefined)
  // no topics at all would mean every one
  const answers: Answer[] = []
  for (let at = 0; at < positions.length; at += TOPICS_AT_ONCE)
    answers.push(...(await answersAt(positions.slice(at, at + TOPICS_AT_ONCE))))
  return answers
}
