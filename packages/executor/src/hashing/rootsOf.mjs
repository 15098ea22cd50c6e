// For threads, which have none of what loads TypeScript elsewhere.
// The roots are those of packages/proof, RootHasher; HashThread.test.ts holds the two against each other.
import crypto from 'node:crypto'

const HASH_BYTES = 32
const PAIR_BYTES = 2 * HASH_BYTES

const digest =
  crypto.hash === undefined
    ? (message) => crypto.createHash('sha256').update(message).digest('binary')
    : (message) => crypto.hash('sha256', message, 'binary')

/** A level of hashes, folded in place, and views of its pairs; kept for the next tensor. */
let level = Buffer.alloc(0)
let pairs = []

const put = (index, message) => level.write(digest(message), index * HASH_BYTES, HASH_BYTES, 'latin1')

const reserve = (count) => {
  const needed = Math.max(1, Math.ceil(count / 2))
  if (needed <= pairs.length) return
  const capacity = 2 ** Math.ceil(Math.log2(needed))
  level = Buffer.alloc(capacity * PAIR_BYTES)
  const plain = new Uint8Array(level.buffer, level.byteOffset, level.length)
  pairs = Array.from({ length: capacity }, (_, i) => plain.subarray(i * PAIR_BYTES, (i + 1) * PAIR_BYTES))
}

/** By chunk size: the hash of a subtree of zero chunks, from the leaf up. */
const paddings = new Map()
const padding = (size, height) => {
  const known = paddings.get(size) ?? [Buffer.from(digest(new Uint8Array(size)), 'binary')]
  paddings.set(size, known)
  while (known.length <= height) {
    const below = known.at(-1)
    known.push(Buffer.from(digest(Buffer.concat([below, below])), 'binary'))
  }
  return known[height]
}

/** The roots of tensors in chunks of `size` bytes, one after another. */
export const rootsOf = (buffers, size) => {
  const last = new Uint8Array(size)
  const roots = new Uint8Array(buffers.length * HASH_BYTES)
  buffers.forEach((buffer, at) => {
    let count = Math.ceil(buffer.byteLength / size)
    reserve(count)
    for (let i = 0; i < count; i++) {
      const from = i * size
      const length = Math.min(size, buffer.byteLength - from)
      let chunk = new Uint8Array(buffer, from, length)
      if (length < size) {
        last.set(chunk)
        chunk = last.fill(0, length)
      }
      put(i, chunk)
    }
    for (let height = 0; count > 1; height++) {
      const half = Math.ceil(count / 2)
      if (count !== 2 * half) level.set(padding(size, height), count * HASH_BYTES)
      for (let i = 0; i < half; i++) put(i, pairs[i])
      count = half
    }
    roots.set(level.subarray(0, HASH_BYTES), at * HASH_BYTES)
  })
  return roots
}
