import { createWalletClient, type Hex, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestChain, type TestChain } from './anvil.ts'
import { until } from './until.ts'

let chain: TestChain
const bytes = (count: number): Hex => `0x${'ff'.repeat(count)}`
const send = (data: Hex, gas: bigint) => {
  const [from, to] = chain.accounts
  const account = privateKeyToAccount(from!.privateKey)
  const wallet = createWalletClient({ account, transport: http(chain.rpcUrl) })
  return wallet.sendTransaction({ to: to!.address, data, gas, chain: null })
}

beforeAll(async () => {
  chain = await startTestChain()
})
afterAll(() => chain?.stop())

describe('the local chain prices as the main one does', () => {
  it('charges at least 40 gas for a byte of calldata (EIP-7623)', async () => {
    const hash = await send(bytes(10_000), 1_000_000n)
    // an answer to a transaction does not wait for its block
    const receipt = await until('the receipt', async () => {
      const found = (await chain.rpc('eth_getTransactionReceipt', [hash])) as { gasUsed: Hex } | null
      return found ?? undefined
    })
    expect(Number(receipt.gasUsed)).toBe(21_000 + 40 * 10_000)
  })

  it('refuses a transaction of more than 2^24 gas (EIP-7825)', async () => {
    await expect(send('0x', 2n ** 24n + 1n)).rejects.toThrow()
    await send('0x', 2n ** 24n)
  })
})
