import { commitTrace, type ModelCommitment, type TraceCommitment } from '@assay/proof'
import { commitLent } from './commitLent.ts'
import { HashThread } from './HashThread.ts'
import { Trial } from './Trial.ts'

/**
 * Commits to traces, half of each on a second thread where a trial shows that it is faster on this machine: handing memory over
 * and waking a thread cost a few tens of microseconds, and the other thread may be busy with something else.
 */
export class SharedHashing {
  readonly #trial: Pick<Trial, 'next' | 'note' | 'over'>
  #thread: HashThread | undefined
  #closed = false

  constructor(trial: Pick<Trial, 'next' | 'note' | 'over'> = new Trial()) {
    this.#trial = trial
  }

  /**
   * As commitTrace, for tensors that nobody else reads: their memory goes to the other thread and comes back, so the
   * commitment has other views of it.
   * @throws HashThreadError if the thread ended; the tensors are lost with it, and from then on there is no second thread
   */
  async commit(
    model: ModelCommitment,
    inputs: readonly Uint8Array[],
    tensors: readonly Uint8Array[],
  ): Promise<TraceCommitment> {
    if (this.#closed || this.#thread?.ended) return commitTrace(model, inputs, tensors)
    const way = this.#trial.next()
    const started = performance.now()
    const trace =
      way === 'alone'
        ? commitTrace(model, inputs, tensors)
        : await commitLent(this.#lender(), 1 / 2, model, inputs, tensors)
    this.#trial.note(way, performance.now() - started)
    if (this.#trial.over && this.#trial.next() === 'alone') await this.close()
    return trace
  }

  #lender(): HashThread {
    this.#thread ??= new HashThread()
    return this.#thread
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#thread?.close()
  }
}
