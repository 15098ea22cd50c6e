// For threads, which have none of what loads TypeScript elsewhere.
// The leaves are those of packages/proof, hashChunks; SharedHashing.test.ts holds the two against each other.
import crypto from 'node:crypto'

const HASH_BYTES = 32

const digest =
  crypto.hash === undefined
    ? (chunk) => crypto.createHash('sha256').update(chunk).digest('binary')
    : (chunk) => crypto.hash('sha256', chunk, 'binary')

/** sha256 of every chunk, the last zero-padded. */
export const leavesOf = (bytes, size) => {
  const count = Math.ceil(bytes.length / size)
  const leaves = Buffer.alloc(count * HASH_BYTES)
  for (let i = 0; i < count; i++) {
    let chunk = bytes.subarray(i * size, (i + 1) * size)
    if (chunk.length < size) {
      const padded = new Uint8Array(size)
      padded.set(chunk)
      chunk = padded
    }
    leaves.write(digest(chunk), i * HASH_BYTES, HASH_BYTES, 'latin1')
  }
  return new Uint8Array(leaves.buffer, leaves.byteOffset, leaves.length)
}
