import { createPublicClient, type Hex, http, type LocalAccount, type PublicClient } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Chain } from './Assay.ts'
import { WrongChain } from './errors.ts'
import { observed } from './observe/observed.ts'
import { askNode } from './read/askNode.ts'
import { defaultSendSettings, type SendSettings } from './send/SendSettings.ts'

export interface ChainOptions extends Partial<SendSettings>, Pick<Chain, 'journal' | 'onSideEffect' | 'observer'> {
  readonly rpcUrl: string
  /** Private key or viem account to act with; without one, only reads work. */
  readonly account?: Hex | LocalAccount
  /** Throws WrongChain if the RPC is of another one. */
  readonly chainId?: number
  /** Milliseconds to wait for one answer of the node. */
  readonly rpcTimeoutMs?: number
}

/** Connects to a chain, whether Assay is on it or not. Throws RpcUnreachable, WrongChain. */
export async function createChain(options: ChainOptions): Promise<Chain> {
  const { rpcUrl, account, journal, onSideEffect, observer } = options
  const endpoint = http(rpcUrl, { timeout: options.rpcTimeoutMs ?? 20_000, retryCount: 2, batch: { wait: 0 } })
  const transport = observed(endpoint, rpcUrl, observer)
  const publicClient: PublicClient = createPublicClient({ transport, cacheTime: 0 })
  const chainId = await askNode({ rpcUrl, publicClient }, (client) => client.getChainId())
  if (options.chainId !== undefined && options.chainId !== chainId)
    throw new WrongChain(rpcUrl, options.chainId, chainId)
  return {
    rpcUrl,
    chainId,
    publicClient,
    sending: settingsOf(options),
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
