import { type Program, tensorBytes } from '@assay/program'
import { ContentTooLarge, type Store } from '@assay/store'
import type { Hex } from 'viem'
import { InputNotCanonical } from '../errors.ts'
import type { TaskView } from '../read/readTask.ts'
import { inputRootOf } from './inputRootOf.ts'

/**
 * The input tensors of a task, checked: of the right length, and hashing to the task's inputRoot (RULE T-5).
 * Throws InputNotCanonical for an input that must not be accepted, and the store's errors.
 */
export async function fetchInput(
  store: Store,
  task: Pick<TaskView, 'inputDigest' | 'inputRoot'>,
  program: Program,
): Promise<Uint8Array[]> {
  const lengths = program.inputs.map(tensorBytes)
  const due = lengths.reduce((sum, length) => sum + length, 0)
  const bytes = await store.get(task.inputDigest as Hex, { maxBytes: due }).catch((error: unknown) => {
    if (error instanceof ContentTooLarge)
      throw new InputNotCanonical('its length in bytes', `${error.actual}`, `${due}`)
    throw error
  })
  if (bytes.length !== due) throw new InputNotCanonical('its length in bytes', `${bytes.length}`, `${due}`)
  const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, length) => sum + length, 0))
  const inputs = lengths.map((length, i) => bytes.slice(starts[i], starts[i]! + length))
  const root = inputRootOf(program, inputs)
  if (root !== task.inputRoot.toLowerCase()) throw new InputNotCanonical('its root', root, task.inputRoot)
  return inputs
}
