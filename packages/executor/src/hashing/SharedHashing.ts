import { commitTrace, type ModelCommitment, type TraceCommitment } from '@assay/proof'
import { commitLent } from './commitLent.ts'
import { HashThread } from './HashThread.ts'
import { Trial } from './Trial.ts'

type Borrower = Pick<HashThread, 'hash' | 'ended' | 'close'>

/**
 * Commits to traces on several threads, this one among them, where a trial shows that it is faster on this machine: handing memory
 * over and waking threads cost some tenths of a millisecond, and other processors may be busy with something else.
 */
export class SharedHashing {
  readonly #others: number
  readonly #trial: Pick<Trial, 'next' | 'note' | 'over'>
  readonly #open: () => Borrower
  #threads: readonly Borrower[] | undefined
  #closed = false

  /** @param threads that may hash at once; the one that asks is one of them */
  constructor(
    threads: number,
    trial: Pick<Trial, 'next' | 'note' | 'over'> = new Trial(),
    open: () => Borrower = () => new HashThread(),
  ) {
    this.#others = threads - 1
    this.#trial = trial
    this.#open = open
  }

  /**
   * As commitTrace, for tensors that nobody else reads: their memory goes to other threads and comes back, so the
   * commitment has other views of it.
   * @throws HashThreadError if a thread ended; its tensors are lost with it, and from then on this thread hashes alone
   */
  async commit(
    model: ModelCommitment,
    inputs: readonly Uint8Array[],
    tensors: readonly Uint8Array[],
  ): Promise<TraceCommitment> {
    if (this.#threads?.some(({ ended }) => ended)) await this.close()
    if (this.#closed) return commitTrace(model, inputs, tensors)
    const way = this.#trial.next()
    const started = performance.now()
    const trace =
      way === 'alone'
        ? commitTrace(model, inputs, tensors)
        : await commitLent(this.#borrowers(), inputBytes(inputs), model, inputs, tensors)
    this.#trial.note(way, performance.now() - started)
    if (this.#trial.over && this.#trial.next() === 'alone') await this.close()
    return trace
  }

  #borrowers(): readonly Borrower[] {
    this.#threads ??= Array.from({ length: this.#others }, this.#open)
    return this.#threads
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#threads?.map((thread) => thread.close()) ?? [])
  }
}

/** Inputs are the caller's: this thread hashes them. */
const inputBytes = (inputs: readonly Uint8Array[]): number => inputs.reduce((sum, { length }) => sum + length, 0)
