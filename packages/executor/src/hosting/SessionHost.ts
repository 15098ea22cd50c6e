import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { HashThreadError } from '../errors.ts'
import type { HashedBuffers } from '../hashing/HashThread.ts'
import { finishBeforeExit } from './finishBeforeExit.ts'
import type { GraphSession, Outputs } from './GraphSession.ts'

interface Job {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}
type Answer = { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly error: string }

/** A thread that only passes tensors on has little garbage. MiB. */
const YOUNG_GENERATION = 1

/**
 * A thread for sessions: a run, which ONNX Runtime does where it is called, leaves this thread free. Inputs are copied to it, outputs are
 * handed over, and lent back to it to be hashed. It starts when it is first needed, again if it ended, and keeps no process alive that waits for
 * nothing from it.
 */
export class SessionHost {
  #worker: Worker | undefined
  readonly #jobs = new Map<number, Job>()
  /** What the thread has still to do, which it counts down. */
  readonly #pending = new Int32Array(new SharedArrayBuffer(4))
  #next = 0

  /** @throws Error if ONNX Runtime does not load the graph; once this has settled it needs no file of it any more */
  async open(graph: string | Uint8Array, options: InferenceSession.SessionOptions): Promise<GraphSession> {
    const session = this.#next
    const outputNames = (await this.#ask('open', { session, graph, options })) as readonly string[]
    const worker = this.#worker
    const isGone = () => worker === undefined || this.#worker !== worker
    return {
      outputNames,
      get ended() {
        return isGone()
      },
      run: async (feeds, wanted) => {
        const copies = copied(feeds)
        const lent = Object.values(copies).map(({ data }) => data.buffer as ArrayBuffer)
        return (await this.#ask('run', { session, feeds: copies, wanted }, lent)) as Outputs
      },
      release: async () => {
        if (!isGone()) await this.#ask('release', { session })
      },
    }
  }

  /** As HashThread does. @throws HashThreadError if the thread ended; the buffers are lost with it */
  async hash(buffers: readonly ArrayBuffer[], size: number): Promise<HashedBuffers> {
    try {
      return (await this.#ask('hash', { buffers, size }, buffers)) as HashedBuffers
    } catch (cause) {
      throw new HashThreadError(cause)
    }
  }

  /** Ends the thread after what it was asked for. */
  async close(): Promise<void> {
    const worker = this.#worker
    if (worker === undefined) return
    while (this.#jobs.size > 0) await Promise.race([once(worker, 'message'), once(worker, 'exit')])
    await worker.terminate()
  }

  #ask(task: string, question: object, lent: readonly ArrayBuffer[] = []): Promise<unknown> {
    this.#worker ??= this.#start()
    const worker = this.#worker
    return new Promise((resolve, reject) => {
      const id = this.#next++
      this.#jobs.set(id, { resolve, reject })
      worker.ref()
      Atomics.add(this.#pending, 0, 1)
      worker.postMessage({ id, task, ...question }, lent)
    })
  }

  #start(): Worker {
    Atomics.store(this.#pending, 0, 0)
    const worker = new Worker(new URL('./sessionWorker.mjs', import.meta.url), {
      execArgv: [],
      workerData: { pending: this.#pending },
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
    })
    const forget = finishBeforeExit(this.#pending)
    const end = (cause: Error): void => {
      if (this.#worker !== worker) return
      this.#worker = undefined
      forget()
      for (const { reject } of this.#jobs.values()) reject(cause)
      this.#jobs.clear()
    }
    worker.on('message', (message: Answer) => {
      const job = this.#jobs.get(message.id)
      this.#jobs.delete(message.id)
      if (this.#jobs.size === 0) worker.unref()
      if ('error' in message) job?.reject(new Error(message.error))
      else job?.resolve(message.answer)
    })
    worker.on('error', end)
    worker.on('exit', (code) => end(new Error(`its thread ended with ${code}`)))
    return worker
  }
}

/** What is handed over is gone here, and inputs are the caller's. */
const copied = (feeds: Readonly<Record<string, Tensor>>) =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, { type, data, dims }]) => [
      name,
      { type, dims, data: (data as Uint8Array).slice() },
    ]),
  )
