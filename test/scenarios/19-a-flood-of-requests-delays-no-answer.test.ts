import { interpret } from '@assay/program'
import { commitModel, commitTrace, dueAt, encodeAnswer, encodeRequest, positionsOf, treesAt } from '@assay/proof'
import { listAnswers, readOpening, readTask, requestOpening } from '@assay/sdk'
import { expect, test } from 'vitest'
import { startLocalNetwork } from '../support/localNetwork.ts'
import { startWorkers } from '../support/startWorkers.ts'
import { tinyModel } from '../support/tinyModel.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask, tinyInput } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'

/** More work, one at a time, than is done while a demand is made and answered; the provider's stake covers it. */
const FLOOD = 40
const WINDOW_SEC = 3_600
const model = commitModel(tinyModel())
const [position] = positionsOf(model.program, 'node')

test('a provider with a long list of requests answers what is demanded of an earlier result first', async () => {
  const network = await startLocalNetwork()
  const { provider: startProvider } = startWorkers(network)
  const oneAtATime = { ASSAY_CONCURRENCY: '1' }
  let worker = await startProvider(oneAtATime)
  try {
    const client = await network.as('client')
    const stranger = await network.as('stranger')
    const provider = await network.as('provider')
    const { modelId } = await publishTinyModel(client, network.store)
    await offerTinyModel(provider, modelId, worker.url, WINDOW_SEC)
    const ask = (seed: number) =>
      requestTinyTask(client, network.store, {
        ...{ modelId, provider: provider.account!.address, seed, windowSec: WINDOW_SEC },
      })
    const isIn = async (taskId: Awaited<ReturnType<typeof ask>>, state: string) =>
      (await readTask(client, taskId)).state === state

    const opened = await ask(1)
    await until('a result', () => isIn(opened, 'Submitted'))
    await worker.close()
    const flood: Awaited<ReturnType<typeof ask>>[] = []
    for (let i = 0; i < FLOOD; i++) flood.push(await ask(2 + i))

    const image = tinyInput(1)
    const trace = commitTrace(model, [image], interpret(tinyModel(), [image]))
    worker = await startProvider(oneAtATime)
    await until('the flood to be worked on', () => isIn(flood[0]!, 'Submitted'))
    const request = encodeRequest(model, position!, treesAt(model, trace, position!))
    await requestOpening(stranger, opened, request, dueAt(model.program, position!).length)
    await until('the answer', async () => (await readOpening(client, opened, position!))?.answeredAt !== undefined)

    expect(await isIn(flood.at(-1)!, 'Requested'), 'the last request still waits').toBe(true)
    expect((await listAnswers(client, opened)).map(({ bytes }) => bytes)).toEqual([
      encodeAnswer(model, trace, position!),
    ])
    await until('all of the flood', () => isIn(flood.at(-1)!, 'Submitted'))
  } finally {
    await worker.close()
    await network.stop()
  }
})
