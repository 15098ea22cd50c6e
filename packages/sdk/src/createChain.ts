import { createPublicClient, type Hex, type LocalAccount, type PublicClient } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Chain } from './Assay.ts'
import { WrongChain } from './errors.ts'
import { askNode } from './read/askNode.ts'
import type { NodeEvent } from './rpc/NodeEvent.ts'
import type { ChainIdentity } from './rpc/NodePool.ts'
import { splitUrls } from './rpc/splitUrls.ts'
import { transportOf } from './rpc/transportOf.ts'
import { defaultSendSettings, type SendSettings } from './send/SendSettings.ts'

export interface ChainOptions extends Partial<SendSettings>, Pick<Chain, 'journal' | 'onSideEffect' | 'observer'> {
  /** Of one node, or of several separated by commas, in order of preference. */
  readonly rpcUrl: string
  /** Private key or viem account to act with; without one, only reads work. */
  readonly account?: Hex | LocalAccount
  /** Throws WrongChain if the RPC is of another one. */
  readonly chainId?: number
  /** Of several nodes, those of another chain are left out, unless all are. */
  readonly expected?: ChainIdentity
  /** Milliseconds to wait for one answer of a node. Default 20,000; of several nodes 10,000, then another is asked. */
  readonly rpcTimeoutMs?: number
  /** One of several nodes differs from the others, fails or recovers. */
  readonly onNode?: (event: NodeEvent) => void
  /** Of several nodes: after so long without a new block one that others have passed is not believed. Default 30,000. */
  readonly stuckMs?: number
}

const TIMEOUT_MS = { one: 20_000, several: 10_000 }

/** Connects to a chain, whether Assay is on it or not. Throws RpcUnreachable, WrongChain. */
export async function createChain(options: ChainOptions): Promise<Chain> {
  const { rpcUrl, account, journal, onSideEffect, observer, chainId: wanted, onNode, stuckMs } = options
  const urls = splitUrls(rpcUrl)
  const transport = transportOf({
    urls,
    timeoutMs: options.rpcTimeoutMs ?? (urls.length > 1 ? TIMEOUT_MS.several : TIMEOUT_MS.one),
    expected: options.expected ?? (wanted === undefined ? {} : { chainId: wanted }),
    ...(onNode === undefined ? {} : { onEvent: onNode }),
    ...(stuckMs === undefined ? {} : { stuckMs }),
    ...(observer === undefined ? {} : { observer }),
  })
  const publicClient: PublicClient = createPublicClient({ transport, cacheTime: 0 })
  const chainId = await askNode({ rpcUrl, publicClient }, (client) => client.getChainId())
  if (wanted !== undefined && wanted !== chainId) throw new WrongChain(rpcUrl, wanted, chainId)
  return {
    rpcUrl,
    chainId,
    publicClient,
    sending: settingsOf(options),
    mined: {},
    ...(account === undefined ? {} : { account: typeof account === 'string' ? privateKeyToAccount(account) : account }),
    ...(journal === undefined ? {} : { journal }),
    ...(onSideEffect === undefined ? {} : { onSideEffect }),
    ...(observer === undefined ? {} : { observer }),
  }
}

function settingsOf(options: ChainOptions): SendSettings {
  const { maxFeePerGas } = options
  return {
    confirmations: options.confirmations ?? defaultSendSettings.confirmations,
    pollMs: options.pollMs ?? defaultSendSettings.pollMs,
    replaceAfterMs: options.replaceAfterMs ?? defaultSendSettings.replaceAfterMs,
    timeoutMs: options.timeoutMs ?? defaultSendSettings.timeoutMs,
    ...(maxFeePerGas === undefined ? {} : { maxFeePerGas }),
  }
}
