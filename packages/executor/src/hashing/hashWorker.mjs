// Runs on a thread of its own (HashThread), in plain JavaScript: a thread has none of what loads TypeScript elsewhere.
import { parentPort } from 'node:worker_threads'
import { leavesOf } from './leavesOf.mjs'

parentPort.on('message', ({ buffers, size }) => {
  const leaves = buffers.map((buffer) => leavesOf(new Uint8Array(buffer), size))
  parentPort.postMessage({ buffers, leaves }, buffers)
})
