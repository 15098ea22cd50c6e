import { type Executor, releaseTensors } from '@assay/executor'

/** Whom the memory of runs belongs to; nobody once its model is held no more. */
export interface Lender {
  executor: Pick<Executor, 'release'> | undefined
}

/**
 * Gives tensors back to their executor, or, if that is closed, to the system. It knows the lender alone: a run may be held for longer
 * than its model, whose constants should not stay with it.
 */
export const releaseOnce = (lender: Lender, tensors: readonly Uint8Array[]): (() => void) => {
  let held = tensors
  return () => {
    const given = held
    held = []
    if (lender.executor === undefined) releaseTensors(given)
    else lender.executor.release(given)
  }
}
