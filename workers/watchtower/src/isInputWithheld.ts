import { InputNotCanonical, type TaskView } from '@assay/sdk'
import { ContentAltered } from '@assay/store'

/**
 * Whether a task could not be run for want of its input alone. A store that does not answer withholds nothing: while it is away, no
 * demand is paid for. Kubo looks for what is nowhere until its time is over, so it is asked what it has.
 */
export const isInputWithheld = async (
  task: Pick<TaskView, 'inputDigest'>,
  error: unknown,
  storeHasInput: () => Promise<boolean>,
): Promise<boolean> => {
  if (error instanceof InputNotCanonical) return true
  if (error instanceof ContentAltered) return error.expected === task.inputDigest.toLowerCase()
  return storeHasInput().then(
    (has) => !has,
    () => false,
  )
}
