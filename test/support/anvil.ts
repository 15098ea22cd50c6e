import { type AnvilOptions, devAccount, startAnvil } from '@assay/localnet'
import type { Address, Hex } from 'viem'
import { toHex } from 'viem/utils'

export interface TestAccount {
  readonly address: Address
  readonly privateKey: Hex
}

/** A local chain that tests can steer. */
export interface TestChain {
  readonly rpcUrl: string
  readonly port: number
  readonly pid: number
  /** Twenty accounts with 10,000 ether each. */
  readonly accounts: readonly TestAccount[]
  rpc(method: string, params?: readonly unknown[]): Promise<unknown>
  /** Mines blocks now. */
  mine(blocks?: number): Promise<void>
  /** Moves the clock forward and mines a block there. */
  passTime(seconds: number | bigint): Promise<void>
  stop(): Promise<void>
}

/** Starts anvil on a free port (hardfork osaka, chain 31337, a block for every transaction unless `blockTimeSec` is given). */
export async function startTestChain(options: AnvilOptions = {}): Promise<TestChain> {
  const anvil = await startAnvil(options)
  let id = 0
  const rpc = async (method: string, params: readonly unknown[] = []): Promise<unknown> => {
    const response = await fetch(anvil.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }),
    })
    const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } }
    if (error !== undefined) throw new TypeError(`${method}: ${error.message}`)
    return result
  }
  const mine = async (blocks = 1) => {
    await rpc('anvil_mine', [toHex(blocks)])
  }
  return {
    rpcUrl: anvil.url,
    port: anvil.port,
    pid: anvil.process.pid,
    accounts: Array.from({ length: options.accounts ?? 20 }, (_, addressIndex) => devAccount(addressIndex)),
    rpc,
    mine,
    passTime: async (seconds) => {
      await rpc('evm_increaseTime', [Number(seconds)])
      await mine()
    },
    stop: () => anvil.stop(),
  }
}
