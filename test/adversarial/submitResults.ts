import type { TraceCommitment } from '@assay/proof'
import { toHex as bytesToHex } from '@assay/proof'
import { optimisticVerifierAbi } from '@assay/protocol'
import { type Assay, approve } from '@assay/sdk'
import { type Address, encodeFunctionData, type Hex, maxUint256, toHex, zeroHash } from 'viem'
import type { Actor, LocalChain } from '../support/localChain.ts'
import { sendBatch } from './sendBatch.ts'

/** A dollar. */
export const PRICE = 1_000_000n

const AT_A_TIME = 60
const FEE = toHex(1_000_000_000_000n)
const GAS = { request: 700_000n, accept: 300_000n, submit: 300_000n }

export interface SubmitTerms {
  readonly modelId: Hex
  readonly lock: bigint
  readonly provider: Actor
}

/**
 * Has the client request one task for each trace, and the provider accept it and submit the trace's roots. Real transactions
 * on the real contracts, sent in bulk: hundreds of tasks in seconds.
 * @returns the tasks' numbers, in the order of the traces
 */
export async function submitResults(
  local: LocalChain,
  traces: readonly Pick<TraceCommitment, 'inputRoot' | 'outputRoot' | 'nodesRoot'>[],
  { modelId, lock, provider }: SubmitTerms,
): Promise<bigint[]> {
  const client = await local.as('client')
  const { optimisticVerifier, paymentToken } = local.deployment.contracts
  if (paymentToken === undefined) throw new TypeError('the local deployment names a payment token')
  await local.dollars('client', PRICE * BigInt(traces.length))
  await approve(client, paymentToken, optimisticVerifier, maxUint256)
  const first = 1n + (await taskCount(client))
  const terms = {
    ...{ modelId, lock, token: paymentToken, provider: local.addressOf(provider), inputDigest: zeroHash },
    ...{ acceptSec: 3600, submitSec: 3600, windowSec: 86_400, level: 0, traceMode: 0, price: PRICE },
  }
  const abi = optimisticVerifierAbi
  const requests = traces.map(({ inputRoot }) =>
    encodeFunctionData({ abi, functionName: 'requestTask', args: [{ ...terms, inputRoot: bytesToHex(inputRoot) }] }),
  )
  const answers = traces.flatMap(({ outputRoot, nodesRoot }, i) => {
    const taskId = first + BigInt(i)
    const roots = [bytesToHex(outputRoot), bytesToHex(nodesRoot)] as const
    return [
      encodeFunctionData({ abi, functionName: 'acceptTask', args: [taskId] }),
      encodeFunctionData({ abi, functionName: 'submitResult', args: [taskId, ...roots] }),
    ]
  })
  await sendAll(client, local.addressOf('client'), requests, GAS.request)
  await sendAll(client, local.addressOf(provider), answers, GAS.accept + GAS.submit)
  return traces.map((_, i) => first + BigInt(i))
}

const taskCount = ({ publicClient, contracts }: Assay): Promise<bigint> =>
  publicClient.readContract({
    address: contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    functionName: 'taskCount',
  })

/** Calls to the verifier, mined in this order. anvil holds the keys of its accounts. */
async function sendAll(assay: Assay, from: Address, calls: readonly Hex[], gas: bigint): Promise<void> {
  const { publicClient, rpcUrl, contracts } = assay
  const start = await publicClient.getTransactionCount({ address: from })
  for (let at = 0; at < calls.length; at += AT_A_TIME) {
    const part = calls.slice(at, at + AT_A_TIME)
    const answers = await sendBatch(
      rpcUrl,
      part.map((data, i) => ({
        method: 'eth_sendTransaction',
        params: [
          {
            ...{ from, to: contracts.optimisticVerifier, data, gas: toHex(gas), nonce: toHex(start + at + i) },
            ...{ maxFeePerGas: FEE, maxPriorityFeePerGas: '0x1' },
          },
        ],
      })),
    )
    const refused = answers.find(({ error }) => error !== undefined)
    if (refused !== undefined) throw new TypeError(`the node refused a transaction: ${refused.error?.message}`)
    while ((await publicClient.getTransactionCount({ address: from })) < start + at + part.length) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
}
