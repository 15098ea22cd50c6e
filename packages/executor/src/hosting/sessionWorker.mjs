// Runs on a thread of its own (SessionHost), in plain JavaScript: a thread has none of what loads TypeScript elsewhere.
import { MessageChannel, parentPort, workerData } from 'node:worker_threads'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { rootsOf } from '../hashing/rootsOf.mjs'

const { pending } = workerData
const sessions = new Map()

/** Nobody listens at the other end: what is sent there is freed now, not when garbage is collected. */
const { port1: nowhere, port2 } = new MessageChannel()
port2.close()

const tasks = {
  async open({ session, graph, options }) {
    const opened = await InferenceSession.create(graph, options)
    sessions.set(session, opened)
    return { answer: opened.outputNames }
  },
  async run({ session, feeds, wanted }) {
    const tensors = Object.entries(feeds).map(([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)])
    const results = await sessions.get(session).run(Object.fromEntries(tensors), wanted)
    nowhere.postMessage(
      undefined,
      tensors.map(([, { data }]) => data.buffer),
    )
    const answer = Object.fromEntries(wanted.map((name) => [name, { data: results[name].data }]))
    return { answer, lent: [...new Set(Object.values(answer).map(({ data }) => data.buffer))] }
  },
  async hash({ buffers, size }) {
    return { answer: { buffers, roots: rootsOf(buffers, size) }, lent: buffers }
  },
  async release({ session }) {
    const released = sessions.get(session)
    sessions.delete(session)
    await released?.release()
    return {}
  },
}

parentPort.on('message', async ({ id, task, ...question }) => {
  try {
    const { answer, lent } = await tasks[task](question)
    parentPort.postMessage({ id, answer }, lent)
  } catch (error) {
    parentPort.postMessage({ id, error: error instanceof Error ? error.message : String(error) })
  } finally {
    Atomics.sub(pending, 0, 1)
    Atomics.notify(pending, 0)
  }
})
