// Runs on a thread of its own (SessionHost), in plain JavaScript: a thread has none of what loads TypeScript elsewhere.
import { parentPort, workerData } from 'node:worker_threads'
import { rootsOf } from '../hashing/rootsOf.mjs'
import { openApi } from '../runtime/ortApi.mjs'

const { pending, library } = workerData
const api = openApi(library)

const tasks = {
  call({ name, parameters }) {
    return { answer: api[name](...parameters) }
  },
  hash({ buffers, size }) {
    return { answer: { buffers, roots: rootsOf(buffers, size) }, lent: buffers }
  },
}

parentPort.on('message', ({ id, task, ...question }) => {
  try {
    const { answer, lent } = tasks[task](question)
    parentPort.postMessage({ id, answer }, lent)
  } catch (error) {
    parentPort.postMessage({ id, error: error instanceof Error ? error.message : String(error) })
  } finally {
    Atomics.sub(pending, 0, 1)
    Atomics.notify(pending, 0)
  }
})
