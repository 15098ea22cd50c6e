// Runs on a thread of its own (HashThread), in plain JavaScript: a thread has none of what loads TypeScript elsewhere.
// The leaves are those of packages/proof, hashChunks; SharedHashing.test.ts holds the two against each other.
import crypto from 'node:crypto'
import { parentPort } from 'node:worker_threads'

const HASH_BYTES = 32

const digest =
  crypto.hash === undefined
    ? (chunk) => crypto.createHash('sha256').update(chunk).digest('binary')
    : (chunk) => crypto.hash('sha256', chunk, 'binary')

/** sha256 of every chunk, the last zero-padded. */
const leavesOf = (bytes, size) => {
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

parentPort.on('message', ({ buffers, size }) => {
  const leaves = buffers.map((buffer) => leavesOf(new Uint8Array(buffer), size))
  parentPort.postMessage({ buffers, leaves }, buffers)
})
