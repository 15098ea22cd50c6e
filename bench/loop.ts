import { publishInput, publishModel, publishOffer, readMinimumLock, readTask, requestTask } from '@assay/sdk'
import type { Hex } from 'viem'
import { loadTestDigits } from '../models/digits/digits.ts'
import { importDigits } from '../models/digits/importDigits.ts'
import { startLocalNetwork } from '../test/support/localNetwork.ts'
import { startWorkers } from '../test/support/startWorkers.ts'
import type { Figure } from './Figure.ts'
import { median } from './median.ts'

const TASKS = 100
const SINGLE = 15
const WINDOW_SEC = 1
const PRICE = 10_000n
const POLL_MS = 10

/** Tasks through the whole loop: request, accept, run, submit, checked by a watchtower, finalised; all workers in this process. */
export const loop = async (): Promise<Figure[]> => {
  const network = await startLocalNetwork()
  const start = startWorkers(network)
  const worker = await start.provider({ ASSAY_CONCURRENCY: '8' })
  const workers = [worker, await start.watchtower(), await start.settler()]
  try {
    const client = await network.as('client')
    const provider = await network.as('provider')
    const { model, io } = await importDigits()
    const { modelId } = await publishModel(provider, network.store, {
      model,
      about: { name: 'digits', description: 'one digit', licence: 'MIT', inputs: io.inputs, outputs: io.outputs },
    })
    const lock = await readMinimumLock(client, modelId)
    const token = client.contracts.paymentToken ?? '0x'
    await publishOffer(provider, {
      modelId,
      token,
      price: PRICE,
      lock,
      submitSec: 60,
      windowSec: WINDOW_SEC,
      endpoint: worker.url,
    })
    const digits = loadTestDigits()
    const ask = async (i: number) => {
      const input = await publishInput(network.store, model.program, [digits[i]?.pixels ?? new Uint8Array(784)])
      return requestTask(client, {
        modelId,
        ...input,
        price: PRICE,
        lock,
        acceptSec: 600,
        submitSec: 60,
        windowSec: WINDOW_SEC,
      })
    }
    const reached = async (taskId: Hex, states: readonly string[]) => {
      while (!states.includes((await readTask(client, taskId)).state))
        await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
    const latencies: number[] = []
    for (let i = 0; i < SINGLE; i++) {
      const started = performance.now()
      const { taskId } = await ask(i)
      await reached(taskId, ['Submitted', 'Final'])
      latencies.push(performance.now() - started)
    }
    const started = performance.now()
    const taskIds: Hex[] = []
    for (let i = 0; i < TASKS; i++) taskIds.push((await ask(SINGLE + i)).taskId)
    for (const taskId of taskIds) await reached(taskId, ['Final'])
    const seconds = (performance.now() - started) / 1000
    const how = 'one process, PostgreSQL queue, a block for every transaction, events polled every 50 ms'
    return [
      {
        name: 'loop.tasks_per_s',
        value: TASKS / seconds,
        unit: 'tasks/s',
        note: `${TASKS} digits from first request to last Final, window ${WINDOW_SEC} s; ${how}`,
      },
      {
        name: 'loop.request_to_submit',
        value: median(latencies),
        unit: 'ms',
        note: `one digit at a time, median of ${SINGLE}, request included; ${how}`,
      },
    ]
  } finally {
    await Promise.all(workers.map((each) => each.close()))
    await network.stop()
  }
}
