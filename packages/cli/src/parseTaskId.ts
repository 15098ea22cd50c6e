import type { Hex } from 'viem'
import { UsageError } from './errors.ts'

/** A task's id as somebody types it. */
export const parseTaskId = (text: string): Hex => {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase() as Hex
  const why = /^\d+$/.test(text) ? 'tasks are not numbered' : 'a task is named by its id, 0x and 64 hexadecimal digits'
  throw new UsageError(
    `"${text.slice(0, 80)}" names no task: ${why}. assay task request prints the id; so does the TaskRequested event of its transaction.`,
  )
}
