import { toHex } from '@assay/proof'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalChain, startLocalChain } from '../../../test/support/localChain.ts'
import { runLookupModel } from '../../../test/support/lookupModel.ts'
import {
  type Assay,
  acceptTask,
  claimFor,
  depositStake,
  depositStakeFor,
  finaliseTask,
  listOperators,
  localRules,
  readAccount,
  readHead,
  readMinimumLock,
  readOperator,
  readPayee,
  readTask,
  registerModel,
  requestTask,
  revokeOperator,
  setOperator,
  setPayee,
  startUnbonding,
  submitResult,
  withdrawStake,
} from './index.ts'

const stake = 10n ** 18n
const dollar = 1_000_000n
const { model, trace } = runLookupModel()
const roots = { outputRoot: toHex(trace.outputRoot), nodesRoot: toHex(trace.nodesRoot) }

/** The provider is the cold key; the settler's key stands on the machine that serves. */
let local: LocalChain
let owner: Assay
let operator: Assay
let client: Assay
let modelId: Hex
let lock: bigint

beforeAll(async () => {
  local = await startLocalChain()
  ;[owner, operator, client] = await Promise.all([local.as('provider'), local.as('settler'), local.as('client')])
  await local.dollars('client', 1000n * dollar)
  await local.stakeTokens('provider', 10_000n * stake)
  modelId = (await registerModel(await local.as('author'), model)).modelId
  lock = await readMinimumLock(client, modelId)
  await depositStake(owner, 1000n * stake)
})
afterAll(() => local?.stop())

const request = async () => {
  const terms = {
    modelId,
    inputRoot: toHex(trace.inputRoot),
    inputDigest: `0x${'77'.repeat(32)}` as const,
    price: 2n * dollar,
    ...{ lock, acceptSec: 6000, submitSec: 3000, windowSec: 60 },
  }
  return (await requestTask(client, terms)).taskId
}
const keyDelay = () => local.chain.passTime(localRules.keyDelaySec)
const limits = () => ({ maxLocked: lock, maxPerDay: 2n * lock })
const ownerAddress = () => local.addressOf('provider')
const key = () => readOperator(client, ownerAddress(), local.addressOf('settler'))

describe('an operator', () => {
  it('serves after the key delay, within its limits, and what it earns goes to the payee', async () => {
    await setOperator(owner, local.addressOf('settler'), limits())
    expect(await key()).toMatchObject({ active: false, maxLocked: 0n, raise: limits() })
    const first = await request()
    await expect(acceptTask(operator, first, ownerAddress())).rejects.toMatchObject({ retryable: false })
    await keyDelay()
    await acceptTask(operator, first, ownerAddress())
    expect(await key()).toMatchObject({ active: true, ...limits(), locked: lock, lockedToday: lock })
    const task = await readTask(client, first)
    expect(task).toMatchObject({ provider: ownerAddress(), operator: local.addressOf('settler') })

    const second = await request()
    const full = await acceptTask(operator, second, ownerAddress()).catch((caught: unknown) => caught)
    expect(full).toMatchObject({ errorName: 'OperatorLimitExceeded', retryable: true })
    expect((full as Error).message).toContain('Wait for its tasks to end')
    await submitResult(operator, first, roots)
    const { finalAt } = await readTask(client, first)
    await local.chain.passTime(finalAt - (await readHead(client)).timestamp)
    await finaliseTask(client, first)
    await acceptTask(operator, second, ownerAddress())

    await setPayee(owner, local.addressOf('author'))
    expect(await readPayee(client, ownerAddress())).toBe(ownerAddress())
    await keyDelay()
    expect(await readPayee(client, ownerAddress())).toBe(local.addressOf('author'))
    const before = await readAccount(client, local.addressOf('author'))
    await expect(claimFor(client, ownerAddress())).rejects.toMatchObject({ retryable: false })
    await claimFor(operator, ownerAddress())
    const after = await readAccount(client, local.addressOf('author'))
    expect(after.paymentBalance - before.paymentBalance).toBe(1_980_000n)
    expect(await readAccount(client, ownerAddress())).toMatchObject({ paymentCredit: 0n })
  })

  it('revoked, may nothing more at once; its tasks are the owner’s to submit', async () => {
    const taskId = await request()
    await setOperator(owner, local.addressOf('settler'), { maxLocked: 10n * lock, maxPerDay: 10n * lock })
    await keyDelay()
    await acceptTask(operator, taskId, ownerAddress())
    await revokeOperator(owner, local.addressOf('settler'))
    expect(await listOperators(client, ownerAddress())).toMatchObject([{ active: false, maxLocked: 0n }])
    await expect(submitResult(operator, taskId, roots)).rejects.toMatchObject({ retryable: false })
    await expect(claimFor(operator, ownerAddress())).rejects.toMatchObject({ retryable: false })
    await submitResult(owner, taskId, roots)
    expect(await readTask(client, taskId)).toMatchObject({ state: 'Submitted' })
  })
})

describe('stake', () => {
  it('is topped up by somebody else, and leaves in parts', async () => {
    await local.stakeTokens('stranger', 50n * stake)
    const { free } = await readAccount(client, ownerAddress())
    await depositStakeFor(await local.as('stranger'), ownerAddress(), 50n * stake)
    expect(await readAccount(client, ownerAddress())).toMatchObject({ free: free + 50n * stake })
    expect(await readAccount(client, local.addressOf('stranger'))).toMatchObject({ free: 0n, stakeBalance: 0n })
    await startUnbonding(owner, 30n * stake)
    await local.chain.passTime(localRules.unbondingSec)
    await withdrawStake(owner, { amount: 10n * stake, to: local.addressOf('stranger') })
    expect(await readAccount(client, ownerAddress())).toMatchObject({ unbonding: 20n * stake })
    expect(await readAccount(client, local.addressOf('stranger'))).toMatchObject({ stakeBalance: 10n * stake })
    const tooMuch = await withdrawStake(owner, { amount: 21n * stake }).catch((caught: unknown) => caught)
    expect(tooMuch).toMatchObject({ errorName: 'UnbondingTooLow' })
    await withdrawStake(owner)
    expect(await readAccount(client, ownerAddress())).toMatchObject({ unbonding: 0n, unbondsAt: 0n })
  })
})
