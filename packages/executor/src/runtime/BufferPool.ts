import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { releaseTensors } from '../releaseTensors.ts'

/** There and back: the same memory, as another buffer. */
const { port1: away, port2: back } = new MessageChannel()
away.unref()
back.unref()

/**
 * Buffers that runs fill, used again once they are given back: new memory is cleared and brought in page by page, which costs a run of
 * MobileNetV2 a sixth of its time. As many are held as one run fills.
 */
export class BufferPool {
  readonly #free = new Map<number, ArrayBuffer[]>()
  /** How many more of each length it takes. */
  readonly #room = new Map<number, number>()

  /** @param lengths bytes of each buffer that a run fills */
  constructor(lengths: readonly number[]) {
    for (const length of lengths) this.#room.set(length, (this.#room.get(length) ?? 0) + 1)
  }

  /** One of so many bytes, whatever they are: to be written whole. */
  take(length: number): ArrayBuffer {
    const buffer = this.#free.get(length)?.pop()
    if (buffer !== undefined) this.#room.set(length, this.#room.get(length)! + 1)
    return buffer ?? new ArrayBuffer(length)
  }

  /**
   * Takes the memory of tensors back. Every view of it has no bytes afterwards: who uses one too late reads nothing, not another run's
   * tensors.
   */
  give(tensors: readonly Uint8Array[]): void {
    const kept = new Set<ArrayBuffer>()
    for (const { buffer } of tensors) {
      if (!(buffer instanceof ArrayBuffer) || kept.has(buffer) || !this.#reserve(buffer.byteLength)) continue
      kept.add(buffer)
    }
    const others = tensors.filter(({ buffer }) => !kept.has(buffer as ArrayBuffer))
    if (others.length > 0) releaseTensors(others)
    if (kept.size === 0) return
    away.postMessage([...kept], [...kept])
    for (const buffer of receiveMessageOnPort(back)!.message as ArrayBuffer[]) this.#hold(buffer)
  }

  /** Takes buffers back that nobody else has seen, as they are. */
  put(buffers: readonly ArrayBuffer[]): void {
    for (const buffer of buffers) if (this.#reserve(buffer.byteLength)) this.#hold(buffer)
  }

  /** @returns whether there is room for one more of that length, which is taken now */
  #reserve(length: number): boolean {
    const room = this.#room.get(length) ?? 0
    if (room > 0) this.#room.set(length, room - 1)
    return room > 0
  }

  #hold(buffer: ArrayBuffer): void {
    const free = this.#free.get(buffer.byteLength)
    if (free === undefined) this.#free.set(buffer.byteLength, [buffer])
    else free.push(buffer)
  }

  /** Holds nothing any more, and from now on frees what it is given. */
  close(): void {
    this.#room.clear()
    releaseTensors([...this.#free.values()].flat().map((buffer) => new Uint8Array(buffer)))
    this.#free.clear()
  }
}
