// Runs on a thread of its own (HashThread), in plain JavaScript: a thread has none of what loads TypeScript elsewhere.
import { parentPort } from 'node:worker_threads'
import { rootsOf } from './rootsOf.mjs'

parentPort.on('message', ({ buffers, size }) => {
  const roots = rootsOf(buffers, size)
  parentPort.postMessage({ buffers, roots }, buffers)
})
