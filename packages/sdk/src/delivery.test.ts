import { interpret } from '@assay/program'
import { commitTrace, encodeReplay, toHex } from '@assay/proof'
import { ContractRevert, digitBountyAbi } from '@assay/protocol'
import { digitBountyBytecode } from '@assay/protocol/bytecode'
import type { Address, Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalChain, startLocalChain } from '../../../test/support/localChain.ts'
import { lookupModel, runLookupModel } from '../../../test/support/lookupModel.ts'
import { deployContract } from './deploy/deployContract.ts'
import {
  type Assay,
  acceptTask,
  deliverResult,
  depositStake,
  readAccount,
  readCall,
  readDelivery,
  readMinimumLock,
  readTask,
  registerCallback,
  registerModel,
  replayTask,
  requestTask,
  submitResult,
  withdrawCallback,
  withdrawTips,
} from './index.ts'

const dollar = 1_000_000n
const { model, inputs, trace } = runLookupModel()
const output = trace.tensors.at(-1)!
const digit = output.indexOf(Math.max(...output))
const roots = { outputRoot: toHex(trace.outputRoot), nodesRoot: toHex(trace.nodesRoot) }

let local: LocalChain
let client: Assay
let provider: Assay
let stranger: Assay
let modelId: Hex
let lock: bigint
beforeAll(async () => {
  local = await startLocalChain()
  ;[client, provider, stranger] = await Promise.all([local.as('client'), local.as('provider'), local.as('stranger')])
  await local.dollars('client', 1000n * dollar)
  await local.stakeTokens('provider', 10_000n * 10n ** 18n)
  modelId = (await registerModel(stranger, model)).modelId
  lock = await readMinimumLock(client, modelId)
  await depositStake(provider, 10_000n * 10n ** 18n)
})
afterAll(() => local?.stop())

const accepted = async () => {
  const { taskId } = await requestTask(client, {
    ...{ modelId, inputRoot: toHex(trace.inputRoot), inputDigest: toHex(new Uint8Array(32)), price: dollar, lock },
    ...{ acceptSec: 600, submitSec: 600, windowSec: 3_600 },
  })
  await acceptTask(provider, taskId)
  return taskId
}
const submitted = async (claim: { outputRoot: Hex; nodesRoot: Hex } = roots) => {
  const taskId = await accepted()
  await submitResult(provider, taskId, claim)
  return taskId
}
const newBounty = async (wanted = digit): Promise<Address> => {
  const { optimisticVerifier, resultDelivery } = local.deployment.contracts
  const contract = { name: 'DigitBounty', abi: digitBountyAbi, bytecode: digitBountyBytecode }
  const args = [optimisticVerifier, resultDelivery, modelId, BigInt(wanted), 60n, lock]
  return (await deployContract(stranger, { ...contract, args })).address
}
const winnerOf = (bounty: Address) =>
  readCall(stranger, { address: bounty, abi: digitBountyAbi, functionName: 'winner', args: [] })
const refusal = (sent: Promise<unknown>) =>
  sent.then(
    () => 'nothing',
    (error: unknown) => (error instanceof ContractRevert ? error.errorName : String(error)),
  )

describe('a tiny task', () => {
  it('is final at once when anybody has the chain run it', async () => {
    const taskId = await submitted()
    const before = (await readAccount(provider, local.addressOf('provider'))).locked
    const verdict = await replayTask(stranger, taskId, encodeReplay(model, trace))
    expect(verdict).toMatchObject({ state: 'Final', ...roots })
    expect((await readTask(client, taskId)).state).toBe('Final')
    expect((await readAccount(provider, local.addressOf('provider'))).locked).toBe(before - lock)
    expect(await refusal(replayTask(stranger, taskId, encodeReplay(model, trace)))).toBe('TaskNotSubmitted')
  })

  it.each([
    ['output', { ...roots, outputRoot: toHex(new Uint8Array(32).fill(7)) }],
    ['trace', { ...roots, nodesRoot: toHex(new Uint8Array(32).fill(7)) }],
  ])('is refuted at once when its %s is a lie, and whoever had it run is paid', async (_, lie) => {
    const taskId = await submitted(lie)
    const before = (await readAccount(stranger, local.addressOf('stranger'))).stakeCredit
    expect(await replayTask(stranger, taskId, encodeReplay(model, trace))).toMatchObject({ state: 'Refuted', ...roots })
    expect((await readTask(client, taskId)).state).toBe('Refuted')
    expect((await readAccount(stranger, local.addressOf('stranger'))).stakeCredit).toBeGreaterThan(before)
  })

  it('is not settled by any other run', async () => {
    const taskId = await submitted()
    const other = inputs[0]!.map((byte) => byte ^ 1)
    const tensors = interpret(lookupModel(), [other])
    const replay = (run: Uint8Array) => refusal(replayTask(stranger, taskId, run))
    expect(await replay(encodeReplay(model, commitTrace(model, [other], tensors)))).toBe('WrongRoot')
    expect(await replay(encodeReplay(model, { inputs, tensors }))).toBe('WrongElement')
    expect(await replay(Uint8Array.of(...encodeReplay(model, trace), 0))).toBe('TrailingData')
    expect((await readTask(client, taskId)).state).toBe('Submitted')
  })
})

describe('a contract that waits for a result', () => {
  it('is brought the output when it is final, by anyone, for the tip', async () => {
    const bounty = await newBounty()
    const taskId = await submitted()
    const tip = 10n ** 15n
    expect(await refusal(registerCallback(stranger, taskId, { consumer: bounty, gasLimit: 200_000 }))).toBe(
      'NotTaskClient',
    )
    await registerCallback(client, taskId, { consumer: bounty, gasLimit: 200_000, tip })
    expect(await refusal(deliverResult(stranger, taskId, output))).toBe('TaskNotFinal')
    expect(await readDelivery(stranger, taskId)).toMatchObject({
      ...{ state: 'Submitted', isFinal: false, outputRoot: roots.outputRoot },
      callback: { client: local.addressOf('client'), consumer: bounty, delivered: false, tip },
    })
    await replayTask(stranger, taskId, encodeReplay(model, trace))
    expect(
      await refusal(
        deliverResult(
          stranger,
          taskId,
          output.map((byte) => byte ^ 1),
        ),
      ),
    ).toBe('OutputNotCommitted')
    expect(await deliverResult(stranger, taskId, output)).toMatchObject({ delivered: true, tip })
    expect(await winnerOf(bounty)).toBe(local.addressOf('client'))
    expect((await readDelivery(stranger, taskId)).callback?.delivered).toBe(true)
    expect(await refusal(deliverResult(stranger, taskId, output))).toBe('AlreadyDelivered')
    expect((await withdrawTips(stranger, local.addressOf('author'))).amount).toBe(tip)
  })

  it('may refuse: nothing is lost, the client takes the callback back before it is final', async () => {
    const bounty = await newBounty(digit + 1)
    const taskId = await submitted()
    await registerCallback(client, taskId, { consumer: bounty, gasLimit: 200_000, tip: 5n })
    await withdrawCallback(client, taskId)
    expect((await withdrawTips(client)).amount).toBe(5n)
    await registerCallback(client, taskId, { consumer: bounty, gasLimit: 200_000, tip: 5n })
    await replayTask(stranger, taskId, encodeReplay(model, trace))
    expect(await deliverResult(stranger, taskId, output)).toMatchObject({ delivered: false, tip: 0n })
    expect((await readDelivery(stranger, taskId)).callback?.delivered).toBe(false)
    expect(await refusal(withdrawCallback(client, taskId))).toBe('DeliveryUnderWay')
  })
})
