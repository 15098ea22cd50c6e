import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { commitTrace, proveElement, toHex } from '@assay/proof'
import { ContractRevert } from '@assay/protocol'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { type LocalChain, startLocalChain } from '../../../test/support/localChain.ts'
import { runLookupModel } from '../../../test/support/lookupModel.ts'
import {
  type Assay,
  acceptTask,
  cancelTask,
  cancelUnbonding,
  depositStake,
  expireTask,
  fetchOutput,
  finaliseTask,
  findTasks,
  listModels,
  listOffers,
  OutputAltered,
  proveFraud,
  publishOffer,
  ResultMissing,
  readAccount,
  readHead,
  readMinimumLock,
  readModel,
  readOffer,
  readRules,
  readTask,
  readToken,
  registerModel,
  requestTask,
  settleFinding,
  startUnbonding,
  submitResult,
  withdrawOffer,
  withdrawPayment,
  withdrawStake,
  withdrawStakeCredit,
} from './index.ts'

const dollar = 1_000_000n
const stake = 10n ** 18n

let local: LocalChain
let client: Assay
let provider: Assay
let watchtower: Assay
let stranger: Assay
let modelId: Hex
let lock: bigint
const { model, trace } = runLookupModel()
const roots = { outputRoot: toHex(trace.outputRoot), nodesRoot: toHex(trace.nodesRoot) }
const terms = () => ({
  modelId,
  inputRoot: toHex(trace.inputRoot),
  inputDigest: `0x${'77'.repeat(32)}` as const,
  price: 2n * dollar,
  lock,
  acceptSec: 600,
  submitSec: 300,
  windowSec: 60,
})

beforeAll(async () => {
  local = await startLocalChain()
  ;[client, provider, watchtower, stranger] = await Promise.all([
    local.as('client'),
    local.as('provider'),
    local.as('watchtower'),
    local.as('stranger'),
  ])
  await local.dollars('client', 1000n * dollar)
  await local.stakeTokens('provider', 10_000n * stake)
  modelId = (await registerModel(await local.as('author'), model)).modelId
  lock = await readMinimumLock(client, modelId)
})
afterAll(() => local?.stop())

describe('a model', () => {
  it('is registered once; the second time nothing is sent', async () => {
    expect(await registerModel(stranger, model)).toMatchObject({ modelId: toHex(model.modelId) })
    expect((await registerModel(stranger, model)).sent).toBeUndefined()
    expect(await listModels(client)).toEqual([{ modelId, author: local.addressOf('author') }])
  })

  it('is read back whole from the log', async () => {
    const view = await readModel(client, modelId)
    expect(view).toMatchObject({ author: local.addressOf('author'), constantsRoot: toHex(model.constantsRoot) })
    expect(view.program).toEqual(model.program)
    expect(view.worstGas).toBeGreaterThan(21_000n)
    await expect(readModel(client, `0x${'00'.repeat(32)}`)).rejects.toThrow('not registered on this chain')
  })

  it('has offers, which are published, replaced, listed and withdrawn', async () => {
    const token = local.deployment.contracts.paymentToken!
    const offer = { modelId, token, price: dollar, lock, submitSec: 60, windowSec: 60, endpoint: 'http://127.0.0.1:1' }
    await publishOffer(provider, { ...offer, latencyClass: 'interactive', region: 'eu-north' })
    await publishOffer(stranger, { ...offer, price: dollar / 2n })
    const offers = await listOffers(client, modelId)
    expect(offers.map(({ provider }) => provider)).toEqual([local.addressOf('stranger'), local.addressOf('provider')])
    expect(offers[1]).toMatchObject({
      latencyClass: 'interactive',
      region: 'eu-north',
      levels: ['Exact'],
      active: true,
    })
    await withdrawOffer(stranger, modelId)
    expect(await listOffers(client, modelId)).toHaveLength(1)
    expect(await readOffer(client, modelId, local.addressOf('stranger'))).toMatchObject({ active: false })
    expect(await readOffer(client, modelId, local.addressOf('client'))).toBeUndefined()
    await expect(publishOffer(provider, { ...offer, region: 'x'.repeat(33) })).rejects.toThrow('has 33 bytes')
    await expect(publishOffer(provider, { ...offer, endpoint: 'x'.repeat(257) })).rejects.toThrow('has 257 bytes')
  })
})

describe('stake', () => {
  it('is deposited with a permit, unbonds, comes back, and is withdrawn after its time', async () => {
    await local.stakeTokens('stranger', 100n * stake)
    await depositStake(stranger, 100n * stake)
    expect(await readAccount(client, local.addressOf('stranger'))).toMatchObject({
      free: 100n * stake,
      stakeBalance: 0n,
    })
    await startUnbonding(stranger, 40n * stake)
    await cancelUnbonding(stranger)
    await startUnbonding(stranger, 30n * stake)
    await expect(withdrawStake(stranger)).rejects.toThrow(/unbonding: 6\d{5} s to go, until 20/)
    const snapshot = await local.chain.rpc('evm_snapshot')
    await local.chain.passTime((await readRules(client)).unbondingSec)
    await withdrawStake(stranger)
    const after = await readAccount(client, local.addressOf('stranger'))
    expect(after).toMatchObject({ free: 70n * stake, unbonding: 0n, stakeBalance: 30n * stake })
    await local.chain.rpc('evm_revert', [snapshot])
  })

  it('that is not there cannot be deposited: the message says how much is missing', async () => {
    const { stakeBalance } = await readAccount(client, local.addressOf('client'))
    expect(stakeBalance).toBe(0n)
    const error = await depositStake(client, 5n).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ContractRevert)
    expect(error).toMatchObject({ errorName: 'ERC20InsufficientBalance', args: { balance: 0n, needed: 5n } })
    expect((error as Error).message).toContain('5 are missing')
  })
})

describe('a task', () => {
  beforeAll(async () => {
    await depositStake(provider, 1000n * stake)
  })

  it('is requested, accepted, submitted, and paid when its window has passed', async () => {
    const { taskId } = await requestTask(client, { ...terms(), provider: local.addressOf('provider') })
    expect(await readTask(client, taskId)).toMatchObject({
      state: 'Requested',
      client: local.addressOf('client'),
      wantedProvider: local.addressOf('provider'),
      level: 'Exact',
      traceMode: 'Eager',
      price: 2n * dollar,
      finalAt: 0n,
    })
    await acceptTask(provider, taskId)
    expect(await readAccount(client, local.addressOf('provider'))).toMatchObject({ locked: lock })
    await submitResult(provider, taskId, roots)
    const submitted = await readTask(client, taskId)
    expect(submitted).toMatchObject({ state: 'Submitted', provider: local.addressOf('provider'), ...roots })
    const early = await finaliseTask(stranger, taskId).catch((caught: unknown) => caught)
    expect(early).toMatchObject({ errorName: 'WindowStillOpen', retryable: true })
    expect((early as Error).message).toMatch(/\d+ s to go/)
    await local.chain.passTime(submitted.finalAt - (await readHead(client)).timestamp)
    await finaliseTask(stranger, taskId)
    expect(await readTask(client, taskId)).toMatchObject({ state: 'Final' })
    const before = await readAccount(client, local.addressOf('provider'))
    expect(before).toMatchObject({ locked: 0n, paymentCredit: 1_980_000n })
    await withdrawPayment(provider)
    expect(await readAccount(client, local.addressOf('provider'))).toMatchObject({
      paymentCredit: 0n,
      paymentBalance: before.paymentBalance + 1_980_000n,
    })
    await expect(finaliseTask(stranger, taskId)).rejects.toThrow(`Task ${taskId} is Final, not Submitted`)
  })

  it('with a wrong element is refuted in one transaction, which says what was wrong and who got what', async () => {
    const { taskId } = await requestTask(client, terms())
    await acceptTask(provider, taskId)
    const tensors = trace.tensors.map((tensor) => tensor.slice())
    tensors[1]![300]! ^= 1
    const lie = commitTrace(model, trace.inputs, tensors)
    await submitResult(provider, taskId, { outputRoot: toHex(lie.outputRoot), nodesRoot: toHex(lie.nodesRoot) })
    const honestProof = proveElement(model, trace, 1, 300)
    await expect(proveFraud(watchtower, taskId, honestProof)).rejects.toBeInstanceOf(ContractRevert)
    const conviction = await proveFraud(watchtower, taskId, proveElement(model, lie, 1, 300))
    expect(conviction).toMatchObject({
      kind: 'WrongElement',
      node: 1n,
      element: 300n,
      committed: BigInt(tensors[1]![300]!),
      recomputed: BigInt(trace.tensors[1]![300]!),
      provider: local.addressOf('provider'),
      refund: 2n * dollar,
    })
    expect(conviction.toClient + conviction.bounty + conviction.burnt, 'the whole lock').toBe(lock)
    expect(conviction.burnt * 2n, 'at least half is burnt').toBeGreaterThanOrEqual(lock)
    expect(await readTask(client, taskId)).toMatchObject({ state: 'Refuted' })
    const half = conviction.bounty - conviction.bounty / 2n
    expect(await readAccount(client, local.addressOf('watchtower'))).toMatchObject({ stakeCredit: half })
    await expect(settleFinding(stranger, taskId)).rejects.toMatchObject({ errorName: 'RevealTimeNotOver' })
    await local.chain.passTime((await readRules(client)).revealSec)
    await settleFinding(stranger, taskId)
    expect(
      await readAccount(client, local.addressOf('watchtower')),
      'S-6: the other half, since nobody committed to the proof earlier',
    ).toMatchObject({ stakeCredit: conviction.bounty })
    await withdrawStakeCredit(watchtower)
    expect(await readAccount(client, local.addressOf('watchtower'))).toMatchObject({
      stakeCredit: 0n,
      stakeBalance: conviction.bounty,
    })
  })

  it('has its output fetched from the endpoint in the offer, and checked', async () => {
    let served = trace.tensors[1]!
    const server = createServer((request, response) => {
      if (request.url?.endsWith('/output')) response.end(served)
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const token = local.deployment.contracts.paymentToken!
    await publishOffer(provider, { modelId, token, price: dollar, lock, submitSec: 60, windowSec: 60, endpoint })
    const { taskId } = await requestTask(client, terms())
    const fetch = async () => fetchOutput(client, await readTask(client, taskId), model.program, { allowPrivate: true })
    await expect(fetch()).rejects.toBeInstanceOf(ResultMissing)
    await acceptTask(provider, taskId)
    await submitResult(provider, taskId, roots)
    expect(toHex(await fetch())).toBe(toHex(trace.tensors[1]!))
    served = served.with(0, served[0]! ^ 1)
    await expect(fetch()).rejects.toBeInstanceOf(OutputAltered)
    await new Promise((resolve) => server.close(resolve))
  })

  it('expires when its provider is late, and is cancelled by its client while nobody has accepted', async () => {
    const { taskId } = await requestTask(client, terms())
    await acceptTask(provider, taskId)
    await expect(expireTask(stranger, taskId)).rejects.toMatchObject({ errorName: 'SubmitDeadlineNotReached' })
    await local.chain.passTime(301)
    await expect(submitResult(provider, taskId, roots)).rejects.toMatchObject({ errorName: 'SubmitDeadlinePassed' })
    await expireTask(stranger, taskId)
    expect(await readTask(client, taskId)).toMatchObject({ state: 'Expired' })
    const other = await requestTask(client, terms())
    await expect(cancelTask(stranger, other.taskId)).rejects.toMatchObject({ errorName: 'AcceptDeadlineNotReached' })
    await cancelTask(client, other.taskId)
    expect(await readTask(client, other.taskId)).toMatchObject({ state: 'Cancelled' })
  })

  it('is found by client, model, provider and state', async () => {
    const all = await findTasks(client, { client: local.addressOf('client'), modelId })
    expect(all.map(({ state }) => state)).toEqual(['Final', 'Refuted', 'Submitted', 'Expired', 'Cancelled'])
    expect(await findTasks(client, { provider: local.addressOf('provider'), states: ['Final'] })).toHaveLength(1)
    expect(await findTasks(client, { client: local.addressOf('stranger') })).toEqual([])
  })

  it('asking too much of anybody is refused with numbers', async () => {
    await expect(requestTask(client, { ...terms(), lock: lock - 1n })).rejects.toThrow('raise it by 1.')
    await expect(requestTask(client, { ...terms(), windowSec: 0 })).rejects.toThrow(
      /The term windowSec is 0; .* 1 to 86400/,
    )
    await expect(requestTask(client, { ...terms(), token: local.deployment.contracts.assayToken })).rejects.toThrow(
      'not on the list of payment tokens',
    )
    await expect(requestTask(client, { ...terms(), price: 5000n * dollar })).rejects.toThrow(/are missing/)
    const { taskId } = await requestTask(client, { ...terms(), lock: 2000n * stake })
    const poor = await acceptTask(provider, taskId).catch((caught: unknown) => caught)
    expect(poor).toMatchObject({ errorName: 'FreeStakeTooLow' })
    expect((poor as Error).message).toMatch(/: \d+ are missing/)
    await expect(readTask(client, idOf(999))).rejects.toThrow(`There is no task ${idOf(999)} on this chain`)
  })
})

describe('the deployment', () => {
  it('tells its rules and its tokens', async () => {
    const rules = await readRules(client)
    expect(rules.bounds).toMatchObject({ minWindowSec: 1, maxWindowSec: 86_400 })
    expect(rules.dials.stepVerifier).toBe(local.deployment.contracts.stepVerifier)
    expect(rules.stakeToken).toBe(local.deployment.contracts.assayToken)
    expect(await readToken(client, local.deployment.contracts.paymentToken!)).toMatchObject({
      symbol: 'USDL',
      decimals: 6,
    })
  })
})
