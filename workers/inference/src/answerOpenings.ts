import type { Position } from '@assay/proof'
import { ContractRevert } from '@assay/protocol'
import type { OpeningView, TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Hex } from 'viem'

export interface AnswerDeps {
  readonly log: Logger
  /** One that cannot be read is told of and left out: it must not keep the others from their answers. */
  readonly listOpenings: (
    taskId: Hex,
    onUnread: (position: Position, error: unknown) => void,
  ) => Promise<readonly OpeningView[]>
  /** What is due, from the trace of a result of ours. */
  readonly encodeAnswer: (task: TaskView, position: Position) => Promise<Uint8Array>
  readonly answer: (taskId: Hex, position: Position, bytes: Uint8Array) => Promise<unknown>
  /** Seconds, by the chain's own count. */
  readonly chainTime: () => Promise<bigint>
  readonly onAnswered?: (position: Position) => void
  /** By when the answers are due that have not been given: all of them at first, then what is left. */
  readonly onOwed?: (taskId: Hex, answerBy: readonly bigint[]) => void
}

/** Answers all that is demanded of a result of ours, what is due first. Returns how much is left unanswered. */
export const answerOpenings =
  (deps: AnswerDeps) =>
  async (task: TaskView): Promise<{ readonly answered: number; readonly left: number }> => {
    const { taskId } = task
    const log = deps.log.child({ task: taskId })
    let unread = 0
    const openings = await deps.listOpenings(taskId, (position, error) => {
      unread++
      log.warn({ stage: 'answer', position, error }, `task ${taskId}: an opening could not be read and is read again`)
    })
    const due = openings
      .filter(({ answeredAt }) => answeredAt === undefined)
      .sort((a, b) => Number(a.answerBy - b.answerBy))
    const owed = new Set(due)
    const tell = () =>
      deps.onOwed?.(
        taskId,
        [...owed].map(({ answerBy }) => answerBy),
      )
    tell()
    let answered = 0
    for (const opening of due) {
      const { position, answerBy } = opening
      const now = await deps.chainTime()
      if (now >= answerBy) {
        log.error(
          { stage: 'answer', position, answerBy: answerBy.toString(), now: now.toString() },
          `task ${taskId}: an opening was due by ${answerBy} and it is ${now}: its silence can be convicted`,
        )
        continue
      }
      try {
        await deps.answer(taskId, position, await deps.encodeAnswer(task, position))
        answered++
        owed.delete(opening)
        tell()
        deps.onAnswered?.(position)
        log.info({ stage: 'answer', position }, `task ${taskId}: answered on chain`)
      } catch (error) {
        // Somebody else has answered, or the task has ended; the next look says.
        if (!(error instanceof ContractRevert)) throw error
        log.warn({ stage: 'answer', position, error }, `task ${taskId}: an answer was refused: ${error.message}`)
      }
    }
    return { answered, left: due.length - answered + unread }
  }
