import { interpret } from '@assay/program'
import { commitModel, commitTrace, dueAt, encodeAnswer, encodeRequest, positionsOf, treesAt } from '@assay/proof'
import { listAnswers, readOpening, requestOpening } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { killAndRestart } from '../../support/killAndRestart.ts'
import { type KillSetting, killSetting } from '../../support/killSetting.ts'
import { tinyModel } from '../../support/tinyModel.ts'
import { tinyInput } from '../../support/tinyTask.ts'
import { until } from '../../support/until.ts'

/** Transactions of a provider whose result is opened once: it accepts, submits, answers. */
const ANSWER = 3
const model = commitModel(tinyModel())
const [position] = positionsOf(model.program, 'node')

let setting: KillSetting

beforeAll(async () => {
  setting = await killSetting('inference', 'provider')
})
afterAll(() => setting?.network.stop())

describe('the inference worker, killed and started again when a part of its trace is demanded', () => {
  test.each([`send:${ANSWER}`, `mined:${ANSWER}`])('after %s: answers once', async (kill) => {
    const { client, provider, network, start } = setting
    const countSent = () => client.publicClient.getTransactionCount({ address: provider.account!.address })
    const before = await countSent()
    let image: Uint8Array = new Uint8Array()
    const traceOf = () => commitTrace(model, [image], interpret(tinyModel(), [image]))
    const taskId = await killAndRestart({
      ...{ start, kill },
      request: async () => {
        const { taskId, seed } = await setting.askSeeded(600)
        image = tinyInput(seed)
        await setting.reaches(taskId, 'Submitted')
        const request = encodeRequest(model, position!, treesAt(model, traceOf(), position!))
        await requestOpening(await network.as('stranger'), taskId, request, dueAt(model.program, position!).length)
        return taskId
      },
      finished: (id) =>
        until('the answer', async () => (await readOpening(client, id, position!))?.answeredAt !== undefined),
    })
    const answers = await listAnswers(client, taskId)
    expect(answers.map(({ bytes }) => bytes)).toEqual([encodeAnswer(model, traceOf(), position!)])
    expect((await countSent()) - before, 'transactions').toBe(ANSWER)
  })
})
