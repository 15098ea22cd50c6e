import { interpret, readElement } from '@assay/program'
import { commitModel, commitTrace, proveElement, type TraceCommitment, toHex } from '@assay/proof'
import { randomInputs, seededRandom, tamperTrace } from '@assay/proof/testing'
import { stepVerifierAbi } from '@assay/protocol'
import {
  type Assay,
  acceptTask,
  cancelTask,
  depositStake,
  expireTask,
  finaliseTask,
  proveFraud,
  publishOffer,
  readMinimumLock,
  registerModel,
  requestTask,
  type Sent,
  startUnbonding,
  submitResult,
  withdrawPayment,
  withdrawStakeCredit,
} from '@assay/sdk'
import { encodeFunctionData, type Hex, parseEther, sha256 } from 'viem'
import { importDigits } from '../models/digits/importDigits.ts'
import { type LocalChain, startLocalChain } from '../test/support/localChain.ts'
import type { Figure } from './Figure.ts'
import { gasOfCall } from './gasMeter.ts'
import { gasSlopes } from './gasSlopes.ts'
import { type StepModel, stepModels } from './stepModels.ts'

const PRICE = 10_000n
const WINDOW_SEC = 2
const SUBMIT_SEC = 2

interface Players {
  readonly chain: LocalChain
  readonly client: Assay
  readonly provider: Assay
  readonly watchtower: Assay
}

const gasUsed = ({ receipt }: Sent): number => Number(receipt.gasUsed)

const request = async ({ client, provider }: Players, modelId: Hex, trace: TraceCommitment, submitSec = 600) => {
  const inputDigest = sha256(new Uint8Array(Buffer.concat(trace.inputs.map((bytes) => Buffer.from(bytes)))))
  const lock = await readMinimumLock(client, modelId)
  return requestTask(client, {
    ...{ modelId, inputDigest, lock, price: PRICE, submitSec, acceptSec: 600, windowSec: WINDOW_SEC },
    inputRoot: toHex(trace.inputRoot),
    provider: provider.account?.address ?? '0x',
  })
}

const submit = (provider: Assay, taskId: Hex, trace: TraceCommitment) =>
  submitResult(provider, taskId, { outputRoot: toHex(trace.outputRoot), nodesRoot: toHex(trace.nodesRoot) })

/** Each entry point once, in the life of some tasks of the digit model; transactions as users send them. */
const entryPoints = async (players: Players): Promise<Figure[]> => {
  const { chain, client, provider } = players
  const spent: Record<string, number> = {}
  const { model } = await importDigits()
  const commitment = commitModel(model)
  const registration = await registerModel(provider, commitment)
  if (registration.sent !== undefined) spent['registerModel'] = gasUsed(registration.sent)
  const modelId = registration.modelId
  const input = seededRandom(1).bytes(784)
  const trace = commitTrace(commitment, [input], interpret(model, [input]))

  spent['depositWithPermit'] = gasUsed(await depositStake(provider, parseEther('10000')))
  spent['publishOffer'] = gasUsed(
    await publishOffer(provider, {
      ...{ modelId, price: PRICE, submitSec: 60, windowSec: 60, endpoint: 'http://127.0.0.1:35100' },
      token: client.contracts.paymentToken ?? '0x',
      lock: await readMinimumLock(client, modelId),
    }),
  )
  await request(players, modelId, trace) // the first of a client writes slots that are zero
  const asked = await request(players, modelId, trace)
  spent['requestTaskWithPermit'] = gasUsed(asked)
  spent['acceptTask'] = gasUsed(await acceptTask(provider, asked.taskId))
  spent['submitResult'] = gasUsed(await submit(provider, asked.taskId, trace))
  await chain.chain.passTime(WINDOW_SEC + 1)
  spent['finaliseTask'] = gasUsed(await finaliseTask(client, asked.taskId))
  spent['withdraw'] = gasUsed(await withdrawPayment(provider))
  const late = await request(players, modelId, trace, SUBMIT_SEC)
  await acceptTask(provider, late.taskId)
  await chain.chain.passTime(SUBMIT_SEC + 1)
  spent['expireTask'] = gasUsed(await expireTask(client, late.taskId))
  spent['withdrawCredit'] = gasUsed(await withdrawStakeCredit(client))
  const unwanted = await request(players, modelId, trace)
  spent['cancelTask'] = gasUsed(await cancelTask(client, unwanted.taskId))
  spent['startUnbonding'] = gasUsed(await startUnbonding(provider, 1n))
  return Object.entries(spent).map(([name, value]) => ({
    name: `gas.entry.${name}`,
    value,
    unit: 'gas',
    note: name === 'registerModel' ? `the digit model, ${model.program.nodes.length} nodes` : 'receipt gasUsed',
  }))
}

/** A lie of one at one element of a one-node model, convicted: the whole transaction, and the verifier's execution alone. */
const step = async (players: Players, { op, what, model, element, macs }: StepModel): Promise<Figure[]> => {
  const { client, provider, watchtower } = players
  const commitment = commitModel(model)
  const { modelId } = await registerModel(provider, commitment)
  const inputs = randomInputs(seededRandom(7), model)
  const honest = commitTrace(commitment, inputs, interpret(model, inputs))
  const node = model.program.nodes[0]
  const tensor = honest.tensors[0]
  if (node === undefined || tensor === undefined) return []
  const right = readElement(tensor, node.dtype, element)
  const lying = tamperTrace(
    commitment,
    honest,
    { what: 'element', node: 0, element, value: right === 0 ? 1 : right - 1 },
    { downstream: 'kept' },
  )
  const proof = proveElement(commitment, lying, 0, element)
  const { taskId } = await request(players, modelId, honest)
  await acceptTask(provider, taskId)
  await submit(provider, taskId, lying)
  const claim = {
    modelId,
    inputRoot: toHex(lying.inputRoot),
    nodesRoot: toHex(lying.nodesRoot),
    outputRoot: toHex(lying.outputRoot),
  }
  const data = encodeFunctionData({ abi: stepVerifierAbi, functionName: 'verify', args: [claim, toHex(proof)] })
  const execution = Number(await gasOfCall(client.publicClient, client.contracts.stepVerifier, data))
  const total = gasUsed(await proveFraud(watchtower, taskId, proof))
  const size = `${what}, 1 KiB chunks, proof of ${proof.length} bytes`
  const figures: Figure[] = [
    { name: `gas.step.${op}.worst`, value: total, unit: 'gas', note: `the whole proveFraud transaction; ${size}` },
    {
      name: `gas.execution.${op}`,
      value: execution,
      unit: 'gas',
      note: `StepVerifier.verify without intrinsic gas and calldata; ${size}`,
    },
  ]
  if (macs !== undefined)
    figures.push({
      name: `gas.per_mac.${op}`,
      value: execution / macs,
      unit: 'gas/MAC',
      note: `execution of the whole proof divided by K = ${macs}`,
    })
  return figures
}

/** Gas of every entry point and of a proof for every op, on a local chain that prices like the main one. */
export const gas = async (): Promise<Figure[]> => {
  const chain = await startLocalChain()
  try {
    await chain.stakeTokens('provider', parseEther('1000000'))
    await chain.dollars('client', 10n ** 12n)
    const players = {
      chain,
      client: await chain.as('client'),
      provider: await chain.as('provider'),
      watchtower: await chain.as('watchtower'),
    }
    const figures = await entryPoints(players)
    for (const each of stepModels()) figures.push(...(await step(players, each)))
    return [...figures, ...(await gasSlopes())]
  } finally {
    await chain.stop()
  }
}
