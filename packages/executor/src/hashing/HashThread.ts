import { Worker } from 'node:worker_threads'
import { HashThreadError } from '../errors.ts'

export interface HashedBuffers {
  /** The memory that was given, in the same order. */
  readonly buffers: readonly ArrayBuffer[]
  /** Of each, one after another. */
  readonly roots: Uint8Array
}

interface Job {
  readonly resolve: (hashed: HashedBuffers) => void
  readonly reject: (error: HashThreadError) => void
}

/** A digest is short-lived and small. MiB. */
const YOUNG_GENERATION = 1

/**
 * A thread that hashes. Memory is lent to it, not copied: while it has a buffer, every view of it here has no bytes. It keeps
 * no process alive that waits for nothing from it.
 */
export class HashThread {
  readonly #worker = new Worker(new URL('./hashWorker.mjs', import.meta.url), {
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
  })
  readonly #jobs: Job[] = []
  #ended: HashThreadError | undefined

  constructor() {
    this.#worker.unref()
    this.#worker.on('message', (hashed: HashedBuffers) => {
      this.#jobs.shift()?.resolve(hashed)
      if (this.#jobs.length === 0) this.#worker.unref()
    })
    this.#worker.on('error', (cause) => this.#end(cause))
    this.#worker.on('exit', () => this.#end(undefined))
  }

  /**
   * @param chunkBytes bytes of a chunk; the last of each buffer is zero-padded
   * @throws HashThreadError if the thread ended; the buffers are lost with it
   */
  hash(buffers: readonly ArrayBuffer[], chunkBytes: number): Promise<HashedBuffers> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => {
      this.#jobs.push({ resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage({ buffers, size: chunkBytes }, buffers)
    })
  }

  get ended(): boolean {
    return this.#ended !== undefined
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #end(cause: unknown): void {
    this.#ended ??= new HashThreadError(cause)
    for (const { reject } of this.#jobs.splice(0)) reject(this.#ended)
  }
}
