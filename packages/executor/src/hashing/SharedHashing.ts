import { commitTrace, hashChunks, type ModelCommitment, type TraceCommitment } from '@assay/proof'
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
    const trace = way === 'alone' ? commitTrace(model, inputs, tensors) : await this.#share(model, inputs, tensors)
    this.#trial.note(way, performance.now() - started)
    if (this.#trial.over && this.#trial.next() === 'alone') await this.close()
    return trace
  }

  async #share(
    model: ModelCommitment,
    inputs: readonly Uint8Array[],
    tensors: readonly Uint8Array[],
  ): Promise<TraceCommitment> {
    this.#thread ??= new HashThread()
    const chunkBytes = 2 ** model.program.activationChunkLog2
    const lent = lendable(tensors)
    const pending = this.#thread.hash(
      lent.map((at) => tensors[at]!.buffer as ArrayBuffer),
      chunkBytes,
    )
    const all = [...tensors]
    const leaves: Uint8Array[] = []
    const isLent = new Set(lent)
    tensors.forEach((tensor, at) => {
      if (!isLent.has(at)) leaves[at] = hashChunks(tensor, chunkBytes)
    })
    const hashed = await pending
    lent.forEach((at, i) => {
      all[at] = new Uint8Array(hashed.buffers[i]!)
      leaves[at] = hashed.leaves[i]!
    })
    return commitTrace(model, inputs, all, leaves)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#thread?.close()
  }
}

/** About half of the bytes, in tensors whose memory holds nothing else. */
function lendable(tensors: readonly Uint8Array[]): number[] {
  const uses = new Map<ArrayBufferLike, number>()
  for (const { buffer } of tensors) uses.set(buffer, (uses.get(buffer) ?? 0) + 1)
  const half = tensors.reduce((sum, { length }) => sum + length, 0) / 2
  const whole = tensors
    .map((tensor, at) => ({ tensor, at }))
    .filter(({ tensor: { buffer, length } }) => uses.get(buffer) === 1 && length === buffer.byteLength && length > 0)
    .filter(({ tensor: { buffer } }) => buffer instanceof ArrayBuffer)
    .sort((a, b) => b.tensor.length - a.tensor.length)
  const lent: number[] = []
  let bytes = 0
  for (const { tensor, at } of whole) {
    if (bytes + tensor.length > half) continue
    bytes += tensor.length
    lent.push(at)
  }
  return lent
}
