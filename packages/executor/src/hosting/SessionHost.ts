import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { HashThreadError } from '../errors.ts'
import type { HashedBuffers } from '../hashing/HashThread.ts'
import { findLibrary } from '../runtime/findLibrary.ts'
import type { Caller } from '../runtime/OrtSession.ts'
import type { Status } from '../runtime/ortApi.mjs'
import { finishBeforeExit } from './finishBeforeExit.ts'

interface Job {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}
type Answer = { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly error: string }

/** A thread that only passes tensors on has little garbage. MiB. */
const YOUNG_GENERATION = 1

/**
 * A thread that makes ONNX Runtime's long calls, which run where they are made, so that this one is free meanwhile; buffers are lent to it to be
 * hashed. It starts when it is first needed, again if it ended, and keeps no process alive that waits for nothing from it.
 */
export class SessionHost {
  #worker: Worker | undefined
  readonly #jobs = new Map<number, Job>()
  /** What the thread has still to do, which it counts down; each thread has its own. */
  #pending = new Int32Array(new SharedArrayBuffer(0))
  #forget = (): void => undefined
  #next = 0

  /** Makes a call there. @throws Error if the thread ended; the call is over then */
  readonly call: Caller = async (name, ...parameters) => (await this.#ask('call', { name, parameters })) as Status

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
    // what is asked for while it ends is another thread's
    if (this.#worker === worker) this.#leave()
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

  #leave(): void {
    this.#worker = undefined
    this.#forget()
  }

  #start(): Worker {
    this.#pending = new Int32Array(new SharedArrayBuffer(4))
    const worker = new Worker(new URL('./sessionWorker.mjs', import.meta.url), {
      execArgv: [],
      workerData: { pending: this.#pending, library: findLibrary() },
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
    })
    this.#forget = finishBeforeExit(this.#pending)
    const end = (cause: Error): void => {
      if (this.#worker !== worker) return
      this.#leave()
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
