import { ContractRevert, optimisticVerifierAbi, requestGateAbi, timelockAbi } from '@assay/protocol'
import { encodeFunctionData, type Hex, zeroAddress, zeroHash } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actors, type LocalChain, startLocalChain } from '../../../../test/support/localChain.ts'
import type { Assay } from '../Assay.ts'
import { createAssay, createChain, deploy, publicRules, readRequestGate, readRules } from '../index.ts'
import { readCall } from '../read/readCall.ts'
import { sendCall } from '../send/sendCall.ts'

const DAY = 86_400n

/** A deployment as on a public network, on a chain whose clock can be moved. The settler proposes; anyone executes. */
let local: LocalChain
let proposer: Assay
let stranger: Assay
let guardian: Assay

beforeAll(async () => {
  local = await startLocalChain()
  const { rpcUrl, accounts } = local.chain
  const keyOf = (actor: (typeof actors)[number]) => accounts[actors.indexOf(actor)]!.privateKey
  const deployer = await createChain({ rpcUrl, account: keyOf('deployer'), pollMs: 20 })
  const paymentTokens = [local.deployment.contracts.paymentToken!]
  await expect(deploy(deployer, { rules: publicRules, paymentTokens })).rejects.toThrow('at least one proposer')
  const deployment = await deploy(deployer, {
    rules: publicRules,
    proposers: [local.addressOf('settler')],
    guardian: local.addressOf('watchtower'),
    paymentTokens,
  })
  const as = (actor: (typeof actors)[number]) => createAssay({ rpcUrl, deployment, account: keyOf(actor), pollMs: 20 })
  ;[proposer, stranger, guardian] = await Promise.all([as('settler'), as('stranger'), as('watchtower')])
})
afterAll(() => local?.stop())

const read = (functionName: 'owner' | 'pendingOwner', address: Hex) =>
  readCall(stranger, { address, abi: optimisticVerifierAbi, functionName })

describe('a public deployment', () => {
  it('belongs to the timelock when it is there: its deployer has nothing left to give away', async () => {
    const { timelock, optimisticVerifier, requestGate } = stranger.contracts
    expect(await read('owner', optimisticVerifier)).toBe(timelock)
    expect(await read('pendingOwner', optimisticVerifier)).toBe(zeroAddress)
    expect(await read('owner', requestGate)).toBe(timelock)
    const call = { address: timelock!, abi: timelockAbi } as const
    const admin = await readCall(stranger, { ...call, functionName: 'DEFAULT_ADMIN_ROLE' })
    for (const actor of actors)
      expect(
        await readCall(stranger, { ...call, functionName: 'hasRole', args: [admin, local.addressOf(actor)] }),
        actor,
      ).toBe(false)
    expect(await readRules(stranger)).toMatchObject({
      timelockSec: 2n * DAY,
      keyDelaySec: 2n * DAY,
      revealSec: DAY,
      coolDownSec: 14n * DAY,
      openings: { responseSec: 21_600, graceSec: 21_600, perAnswerSec: 120, bondFloorWei: 10n ** 9n },
    })
  })

  it('changes a dial two days after a proposer has said so, by anyone, and within the bounds in code', async () => {
    const { dials } = await readRules(stranger)
    const target = stranger.contracts.optimisticVerifier
    const timelock = { address: stranger.contracts.timelock!, abi: timelockAbi } as const
    const change = (feeBps: number) =>
      encodeFunctionData({
        abi: optimisticVerifierAbi,
        functionName: 'setDials',
        args: [{ ...dials, feeBps }],
      })
    const schedule = (who: Assay, feeBps: number, delay: bigint) =>
      sendCall(who, {
        ...timelock,
        functionName: 'schedule',
        args: [target, 0n, change(feeBps), zeroHash, zeroHash, delay],
      })
    const execute = (feeBps: number) =>
      sendCall(stranger, {
        ...timelock,
        functionName: 'execute',
        args: [target, 0n, change(feeBps), zeroHash, zeroHash],
      })

    await expect(
      sendCall(proposer, {
        address: target,
        abi: optimisticVerifierAbi,
        functionName: 'setDials',
        args: [{ ...dials, feeBps: 50 }],
      }),
    ).rejects.toMatchObject({ errorName: 'OwnableUnauthorizedAccount' })
    await expect(schedule(stranger, 50, 2n * DAY)).rejects.toMatchObject({
      errorName: 'AccessControlUnauthorizedAccount',
    })
    await expect(schedule(proposer, 50, DAY)).rejects.toMatchObject({ errorName: 'TimelockInsufficientDelay' })
    await schedule(proposer, 50, 2n * DAY)
    // above what the bounds allow: it may be scheduled, it cannot be made
    await schedule(proposer, 1001, 2n * DAY)
    await local.chain.passTime(2n * DAY - 60n)
    await expect(execute(50)).rejects.toMatchObject({ errorName: 'TimelockUnexpectedOperationState' })
    expect((await readRules(stranger)).dials.feeBps).toBe(100)
    await local.chain.passTime(60n)
    await execute(50)
    expect((await readRules(stranger)).dials.feeBps).toBe(50)
    const tooHigh = await execute(1001).catch((caught: unknown) => caught)
    expect(tooHigh).toBeInstanceOf(ContractRevert)
    expect(tooHigh).toMatchObject({
      errorName: 'DialOutOfRange',
      args: { dial: 'feeBps', actual: 1001n, limit: 1000n },
    })
  })

  it('has a guardian who stops new tasks for seven days at most, and says why', async () => {
    const gate = { address: stranger.contracts.requestGate, abi: requestGateAbi } as const
    const stop = (who: Assay, seconds: bigint) =>
      sendCall(who, { ...gate, functionName: 'stop', args: [seconds, 'a model answers nonsense'] })
    await expect(stop(stranger, DAY)).rejects.toMatchObject({ errorName: 'NotGuardian' })
    await expect(stop(guardian, 7n * DAY + 1n)).rejects.toMatchObject({ errorName: 'StopOutOfRange' })
    await stop(guardian, DAY)
    const view = await readRequestGate(stranger)
    expect(view).toMatchObject({
      guardian: local.addressOf('watchtower'),
      stop: { reason: 'a model answers nonsense' },
    })
    expect(view.nextStopAt - view.stop!.until).toBe(14n * DAY)
    const refused = await readCall(stranger, { ...gate, functionName: 'checkOpen' }).catch((caught: unknown) => caught)
    expect(refused).toMatchObject({ errorName: 'RequestsStopped', retryable: true })
    expect((refused as Error).message).toContain('"a model answers nonsense"')
    await local.chain.passTime(DAY)
    expect((await readRequestGate(stranger)).stop).toBeUndefined()
    await expect(stop(guardian, 1n)).rejects.toMatchObject({ errorName: 'CoolingDown', retryable: true })
  })
})
