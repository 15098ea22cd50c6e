import { commitTrace, proveElement, toHex } from '@assay/proof'
import { findingsAbi } from '@assay/protocol'
import { erc20Abi, type Hex, keccak256 } from 'viem'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LocalChain, startLocalChain } from '../../../test/support/localChain.ts'
import { runLookupModel } from '../../../test/support/lookupModel.ts'
import {
  type Assay,
  acceptTask,
  commitFinding,
  depositStake,
  findingCommitment,
  localRules,
  proveFraud,
  readAccount,
  readFinding,
  readMinimumLock,
  registerModel,
  requestTask,
  revealFinding,
  settleFinding,
  submitResult,
} from './index.ts'
import { readCall } from './read/readCall.ts'

const stake = 10n ** 18n
const { model, trace } = runLookupModel()
const tensors = trace.tensors.map((tensor) => tensor.slice())
// two elements are wrong: two proofs convict
tensors[1]![300]! ^= 1
tensors[1]![301]! ^= 1
const lie = commitTrace(model, trace.inputs, tensors)
const [proof, otherProof] = [proveElement(model, lie, 1, 300), proveElement(model, lie, 1, 301)]
const salt: Hex = `0x${'5a'.repeat(32)}`

let local: LocalChain
let finder: Assay
let copier: Assay
let client: Assay
let liar: Assay
let modelId: Hex
let lock: bigint

beforeAll(async () => {
  local = await startLocalChain()
  ;[finder, copier, client, liar] = await Promise.all([
    local.as('watchtower'),
    local.as('stranger'),
    local.as('client'),
    local.as('liar'),
  ])
  await local.dollars('client', 10_000_000n)
  await local.stakeTokens('liar', 1000n * stake)
  modelId = (await registerModel(await local.as('author'), model)).modelId
  lock = await readMinimumLock(client, modelId)
  await depositStake(liar, 100n * stake)
})
afterAll(() => local?.stop())

const submitLie = async () => {
  const { taskId } = await requestTask(client, {
    modelId,
    inputRoot: toHex(trace.inputRoot),
    inputDigest: `0x${'77'.repeat(32)}`,
    price: 1n,
    ...{ lock, acceptSec: 600, submitSec: 300, windowSec: 600 },
  })
  await acceptTask(liar, taskId)
  await submitResult(liar, taskId, { outputRoot: toHex(lie.outputRoot), nodesRoot: toHex(lie.nodesRoot) })
  return taskId
}
const supplyOf = () =>
  readCall(client, { address: client.contracts.assayToken, abi: erc20Abi, functionName: 'totalSupply' })
const creditOf = async (assay: Assay) => (await readAccount(client, assay.account!.address)).stakeCredit
const play = async (found: Uint8Array) => {
  const taskId = await submitLie()
  const { commitment } = await commitFinding(finder, { taskId, proof: found, salt })
  const of = { chainId: 31337, findings: client.contracts.findings, taskId, salt }
  const here = findingCommitment({ ...of, challenger: local.addressOf('watchtower'), proofHash: keccak256(found) })
  expect(commitment, 'hashed here').toBe(here)
  const call = { address: client.contracts.findings, abi: findingsAbi } as const
  const args = [taskId, local.addressOf('watchtower'), keccak256(found), salt] as const
  expect(await readCall(client, { ...call, functionName: 'commitmentOf', args }), 'hashed by the chain').toBe(here)
  await local.chain.passTime(1)
  const { bounty } = await proveFraud(copier, taskId, proof)
  return { taskId, bounty }
}

it('a finder whose proof another sent gets the finder’s half, without sending the proof again', async () => {
  const { taskId, bounty } = await play(proof)
  const [had, copierHas] = [await creditOf(finder), await creditOf(copier)]
  const half = (await readFinding(client, taskId))!.amount
  expect(half * 2n, 'half of the bounty').toBeGreaterThanOrEqual(bounty - 1n)
  expect(copierHas, 'the copier has the other').toBe(bounty - half)
  await expect(settleFinding(client, taskId)).rejects.toMatchObject({ errorName: 'RevealTimeNotOver', retryable: true })
  const { receipt } = await revealFinding(finder, { taskId, proof, salt })
  expect(receipt.gasUsed).toBeLessThan(100_000n)
  expect(await readFinding(client, taskId)).toMatchObject({ finder: local.addressOf('watchtower'), settled: false })
  await local.chain.passTime(localRules.revealSec)
  const { toBurn } = (await readFinding(client, taskId))!
  expect(toBurn * 2n, 'half of the lock at least').toBeGreaterThanOrEqual(lock)
  const supply = await supplyOf()
  await settleFinding(client, taskId)
  expect((await creditOf(finder)) - had).toBe(half)
  expect(await creditOf(copier)).toBe(copierHas)
  expect(supply - (await supplyOf()), 'burnt').toBe(toBurn)
})

it('another proof of the same lie counts as well: it is verified in full', async () => {
  const { taskId } = await play(otherProof)
  const half = (await readFinding(client, taskId))!.amount
  const had = await creditOf(finder)
  await revealFinding(finder, { taskId, proof: otherProof, salt })
  await local.chain.passTime(localRules.revealSec)
  await expect(revealFinding(finder, { taskId, proof: otherProof, salt })).rejects.toMatchObject({
    errorName: 'RevealTimeOver',
  })
  await settleFinding(client, taskId)
  expect((await creditOf(finder)) - had).toBe(half)
})

it('a proof of the honest result, committed to in time, is worth nothing', async () => {
  const honest = proveElement(model, trace, 1, 300)
  const { taskId } = await play(honest)
  await expect(revealFinding(finder, { taskId, proof: honest, salt })).rejects.toThrow()
  const [had, half] = [await creditOf(copier), (await readFinding(client, taskId))!.amount]
  await local.chain.passTime(localRules.revealSec)
  await settleFinding(client, taskId)
  expect((await creditOf(copier)) - had, 'the convictor’s').toBe(half)
})

it('there is none where nobody convicted', async () => {
  expect(await readFinding(client, await submitLie())).toBeUndefined()
})
