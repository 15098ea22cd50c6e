import { type Bytes32, digestInto, HASH_BYTES, ZERO_HASH } from '../hash.ts'
import { paddingLeaf } from './paddingLeaf.ts'
import { paddingLevel } from './paddingLevel.ts'

const PAIR_BYTES = 2 * HASH_BYTES

/**
 * The roots of small traces share memory of so many bytes: memory of its own costs a trace as much as hashing a small tensor. Who holds
 * one trace of many holds as much for it; Node's pool would be 8 KiB, shared with whatever else the process does.
 */
const SHARED_BYTES = 2048

/**
 * Roots without trees: a level of hashes is folded in place, in memory that is kept for the next root, so that committing
 * to a trace allocates next to nothing. HashTree builds the same trees and keeps them.
 */
export class RootHasher {
  #level = Buffer.alloc(0)
  /** Views of the level, two hashes each: making one costs a tenth of the hash it is made for. */
  #pairs: Uint8Array[] = []
  #root = new Uint8Array(0)
  /** Where a last, partial chunk is padded. */
  #chunk = new Uint8Array(0)
  #shared = new Uint8Array(0)
  /** How much of it is given out. */
  #given = 0

  /**
   * The roots of tensors (docs/format.md, "tensorRoot"), one after another.
   * @param known roots of those tensors that were hashed already; taken as they are
   */
  tensorRoots(
    tensors: readonly Uint8Array[],
    chunkLog2: number,
    known: readonly (Bytes32 | undefined)[] = [],
  ): Uint8Array {
    const padding = paddingLeaf(chunkLog2)
    const size = 2 ** chunkLog2
    const roots = this.#allocate(tensors.length * HASH_BYTES)
    for (let at = 0; at < tensors.length; at++) {
      const root = known[at]
      if (root === undefined) this.#fold(this.#hashChunks(tensors[at]!, size), padding)
      roots.set(root ?? this.#root, at * HASH_BYTES)
    }
    return roots
  }

  /** The root of a list of 32-byte items (docs/format.md, "list root"). */
  listRoot(items: Uint8Array): Bytes32 {
    const count = this.#take(items)
    this.#fold(count, ZERO_HASH)
    return count === 0 ? ZERO_HASH : this.#root.slice()
  }

  #allocate(length: number): Uint8Array {
    if (length > SHARED_BYTES / 2) return new Uint8Array(length)
    if (this.#given + length > this.#shared.length) {
      this.#shared = new Uint8Array(SHARED_BYTES)
      this.#given = 0
    }
    const from = this.#given
    this.#given += length
    return this.#shared.subarray(from, this.#given)
  }

  /** @returns how many hashes they are */
  #take(hashes: Uint8Array): number {
    const count = hashes.length / HASH_BYTES
    this.#reserve(count)
    this.#level.set(hashes)
    return count
  }

  #hashChunks(bytes: Uint8Array, size: number): number {
    const { length } = bytes
    const count = Math.ceil(length / size)
    this.#reserve(count)
    const level = this.#level
    const whole = Math.floor(length / size)
    for (let i = 0; i < whole; i++) digestInto(level, i, bytes.subarray(i * size, (i + 1) * size))
    if (whole < count) digestInto(level, whole, this.#padded(whole === 0 ? bytes : bytes.subarray(whole * size), size))
    return count
  }

  #padded(part: Uint8Array, size: number): Uint8Array {
    if (this.#chunk.length !== size) this.#chunk = new Uint8Array(size)
    this.#chunk.set(part)
    return this.#chunk.fill(0, part.length)
  }

  /** The root of `count` hashes comes to stand where the first of them was. */
  #fold(count: number, padding: Bytes32): void {
    const level = this.#level
    const pairs = this.#pairs
    for (let height = 0; count > 1; height++) {
      const half = (count + 1) >>> 1
      if (count !== 2 * half) level.set(paddingLevel(padding, height), count * HASH_BYTES)
      for (let i = 0; i < half; i++) digestInto(level, i, pairs[i]!)
      count = half
    }
  }

  #reserve(count: number): void {
    const pairs = Math.max(1, (count + 1) >>> 1)
    if (pairs <= this.#pairs.length) return
    const capacity = 2 ** Math.ceil(Math.log2(pairs))
    const level = Buffer.alloc(capacity * PAIR_BYTES)
    this.#level = level
    // Plain views: a Buffer's subarray costs three times as much as a Uint8Array's.
    const plain = new Uint8Array(level.buffer, level.byteOffset, level.length)
    this.#root = plain.subarray(0, HASH_BYTES)
    this.#pairs = Array.from({ length: capacity }, (_, i) => plain.subarray(i * PAIR_BYTES, (i + 1) * PAIR_BYTES))
  }
}
