import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalChain, startLocalChain } from '../../../../test/support/localChain.ts'
import { until } from '../../../../test/support/until.ts'
import { createChain, mintLocalDollars, type RpcCall, type TransactionEvent, transfer } from '../index.ts'

let local: LocalChain
beforeAll(async () => {
  local = await startLocalChain()
})
afterAll(() => local?.stop())

const watcher = () => {
  const calls: RpcCall[] = []
  const events: TransactionEvent[] = []
  return {
    calls,
    events,
    kinds: () => events.map(({ kind }) => kind),
    observer: {
      onCall: (call: RpcCall) => calls.push(call),
      onTransaction: (event: TransactionEvent) => events.push(event),
    },
  }
}

describe('an observer is told', () => {
  it('of a transaction from sending to its gas, and of the calls that it took', async () => {
    const { calls, events, observer } = watcher()
    const { receipt } = await mintLocalDollars(await local.as('deployer', { observer }), local.addressOf('client'), 1n)
    expect(events).toEqual([
      { kind: 'sent', label: 'mint' },
      { kind: 'mined', label: 'mint', gasUsed: receipt.gasUsed, fee: receipt.gasUsed * receipt.effectiveGasPrice },
    ])
    const { host } = new URL(local.chain.rpcUrl)
    expect(calls.every((call) => call.endpoint === host && call.outcome === 'ok' && call.seconds > 0)).toBe(true)
    expect(calls.map(({ method }) => method)).toEqual(
      expect.arrayContaining(['eth_chainId', 'eth_estimateGas', 'eth_sendRawTransaction', 'eth_getTransactionReceipt']),
    )
  })

  it('of one that would revert: refused, nothing sent', async () => {
    const { calls, kinds, observer } = watcher()
    const { assayToken } = local.deployment.contracts
    const stranger = await local.as('stranger', { observer })
    await expect(transfer(stranger, assayToken, local.addressOf('client'), 1n)).rejects.toThrow()
    expect(kinds()).toEqual(['refused'])
    expect(calls.find(({ method }) => method === 'eth_estimateGas')?.outcome).toBe('refused')
  })

  it('of a replacement', async () => {
    const { kinds, observer } = watcher()
    await local.chain.rpc('evm_setAutomine', [false])
    const impatient = await local.as('deployer', { observer, replaceAfterMs: 100 })
    const sending = mintLocalDollars(impatient, local.addressOf('client'), 1n)
    await until('it is replaced', () => kinds().includes('replaced'))
    await local.chain.rpc('evm_setAutomine', [true])
    await local.chain.mine()
    await sending
    expect(kinds()[0]).toBe('sent')
    expect(kinds().at(-1)).toBe('mined')
  })

  it('of one that is given up', async () => {
    const { kinds, observer } = watcher()
    await local.chain.rpc('evm_setAutomine', [false])
    const sending = mintLocalDollars(
      await local.as('deployer', { observer, timeoutMs: 200 }),
      local.addressOf('client'),
      1n,
    )
    await expect(sending).rejects.toThrow()
    await local.chain.rpc('evm_setAutomine', [true])
    await local.chain.mine()
    expect(kinds()).toEqual(['sent', 'failed'])
  })

  it.each([
    [429, 'limited'],
    [500, 'unreachable'],
  ] as const)('of a node that answers with %i: %s, by host and port without the path', async (status, outcome) => {
    const server = createServer((_, response) => response.writeHead(status, { 'retry-after': '0' }).end()).listen(
      0,
      '127.0.0.1',
    )
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const { calls, observer } = watcher()
    await expect(createChain({ rpcUrl: `http://127.0.0.1:${port}/v3/secret`, observer })).rejects.toThrow()
    server.close()
    expect(calls).toMatchObject([{ endpoint: `127.0.0.1:${port}`, method: 'eth_chainId', outcome }])
  })

  it('of a node that is silent', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const { calls, observer } = watcher()
    await expect(createChain({ rpcUrl: `http://127.0.0.1:${port}`, observer, rpcTimeoutMs: 50 })).rejects.toThrow()
    server.closeAllConnections()
    server.close()
    expect(calls).toMatchObject([{ outcome: 'timeout' }])
  })
})
