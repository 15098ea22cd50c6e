import { optimisticVerifierAbi } from '@assay/protocol'
import { encodeAbiParameters, encodeEventTopics, getAbiItem, type Hex, zeroAddress, zeroHash } from 'viem'
import { expect, test } from 'vitest'
import type { Assay } from '../Assay.ts'
import type { Sent } from '../send/TransactionRequest.ts'
import { requestedTask } from './requestedTask.ts'
import { taskIdOf } from './taskIdOf.ts'

const address = (digit: string) => `0x${digit.repeat(40)}` as const
const [verifier, client] = [address('a'), address('c')]
const hash = `0x${'4'.repeat(64)}` as const
const assay = {
  ...{ chainId: 31337, rpcUrl: 'http://127.0.0.1:8545' },
  ...{ contracts: { optimisticVerifier: verifier }, account: { address: client } },
} as unknown as Assay
const terms = {
  ...{ modelId: zeroHash, inputRoot: zeroHash, inputDigest: zeroHash, provider: zeroAddress },
  ...{ acceptSec: 600, submitSec: 300, windowSec: 60, token: address('d') },
  ...{ level: 0, traceMode: 0, nonce: 7n, price: 20_000n, lock: 1n },
}
const dials = {
  ...{ stepVerifier: address('e'), feeBps: 100, lateBps: 1000 },
  ...{ clientShareBps: 1000, bountyShareBps: 2000, reserveShareBps: 500 },
}
const due = taskIdOf({ chainId: 31337, verifier, client, terms, dials })
const cheaper = taskIdOf({ chainId: 31337, verifier, client, terms: { ...terms, price: 1n }, dials })
const altered = `0x${'7'.repeat(64)}` as const

/** A transaction as a node shows it. */
const shown = (taskId: Hex, price = terms.price): Sent => {
  const eventName = 'TaskRequested'
  const topics = encodeEventTopics({
    ...{ abi: optimisticVerifierAbi, eventName },
    args: { taskId, client, modelId: terms.modelId },
  })
  const inputs = getAbiItem({ abi: optimisticVerifierAbi, name: eventName }).inputs
  const named: Record<string, unknown> = { terms: { ...terms, price }, dials, acceptBy: 600n }
  const unindexed = inputs.filter((input) => !('indexed' in input && input.indexed))
  const data = encodeAbiParameters(unindexed, unindexed.map(({ name }) => named[name]) as never)
  return { hash, receipt: { logs: [{ address: verifier, topics, data }] } } as unknown as Sent
}
const errorOf = (sent: Sent, asked?: typeof terms): unknown => {
  try {
    return requestedTask(assay, sent, asked)
  } catch (error) {
    return error
  }
}

test('the task that was asked for', () => {
  expect(requestedTask(assay, shown(due), terms)).toBe(due)
  expect(requestedTask(assay, shown(due))).toBe(due)
})

test.each([
  ['its id', shown(altered)],
  ['the price, and its id accordingly', shown(cheaper, 1n)],
])('a node that alters %s makes nobody pay again: it is said what was sent, and what it is', (_, sent) => {
  const error = errorOf(sent, terms)
  expect(error).toMatchObject({ name: 'RequestMisreported', retryable: false, hash, taskId: due })
  const { message } = error as Error
  for (const part of [hash, due, 'paid', 'another node', 'ASSAY_RPC_URL']) expect(message).toContain(part)
})

test('of a request with a name, which is never paid twice, the outcome is asked for again', () => {
  expect(errorOf(shown(altered))).toMatchObject({ name: 'TaskAltered', retryable: true })
})
