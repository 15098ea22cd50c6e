import { freePort } from '@assay/localnet'
import { type Hex, numberToHex } from 'viem'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestChain, type TestChain } from '../../../../test/support/anvil.ts'
import { type Fault, type FaultyRpc, faults, faultyRpc } from '../../../../test/support/faultyRpc.ts'
import { type LocalChain, startLocalChain } from '../../../../test/support/localChain.ts'
import { until } from '../../../../test/support/until.ts'
import {
  type Assay,
  type AssayOptions,
  createAssay,
  mintLocalDollars,
  type NodeEvent,
  poolOf,
  readBalance,
} from '../index.ts'

let local: LocalChain
let other: TestChain
const proxies: FaultyRpc[] = []
let events: NodeEvent[]

beforeAll(async () => {
  ;[local, other] = await Promise.all([startLocalChain(), startTestChain({ args: ['--timestamp', '1000'] })])
  await local.chain.mine(50)
})
afterAll(() => Promise.all([local?.stop(), other?.stop()]))
beforeEach(() => {
  events = []
})
afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()))
})

const node = async (fault?: Fault, target = local.chain.rpcUrl) => {
  const proxy = await faultyRpc(target, fault)
  proxies.push(proxy)
  return proxy
}
const connect = (nodes: readonly { url: string }[], options: Partial<AssayOptions> = {}) =>
  createAssay({
    rpcUrl: nodes.map(({ url }) => url).join(','),
    deployment: local.deployment,
    account: local.chain.accounts[0]!.privateKey,
    pollMs: 20,
    rpcTimeoutMs: 1_500,
    onNode: (event) => events.push(event),
    ...options,
  })
const whats = (url: string) => events.filter((event) => event.node === url).map(({ what }) => what)
const head = async () => BigInt((await local.chain.rpc('eth_blockNumber')) as Hex)
const mint = async (assay: Assay, to: Hex): Promise<bigint> => {
  await mintLocalDollars(assay, to, 1n)
  return readBalance(assay, local.deployment.contracts.paymentToken!, to)
}
let fresh = 1n
const target = () => numberToHex(0xabc000n + fresh++, { size: 20 })

describe('of several nodes', () => {
  it.each([
    ['hangs', faults.hangs],
    ['cuts the connection', faults.cuts],
    ['answers 429', faults.limited],
    ['answers 503', async (): Promise<number> => 503],
  ] as const)('one that %s is passed over and named, and taken again when it is well', async (_what, fault) => {
    const [bad, good] = [await node(), await node()]
    const assay = await connect([bad, good])
    bad.fault = fault
    expect(await mint(assay, target())).toBe(1n)
    expect(whats(bad.url)).toEqual(['failed'])
    const started = Date.now()
    await assay.publicClient.getChainId()
    expect(Date.now() - started, 'it is not asked first any more').toBeLessThan(1_000)
    bad.fault = undefined
    await until('it is asked again', async () => {
      await assay.publicClient.getBlockNumber()
      return whats(bad.url).includes('recovered')
    })
  })

  it('one that is limited at times costs nothing but its share', async () => {
    const [bad, good] = [await node(faults.limitedAtTimes()), await node()]
    const assay = await connect([bad, good])
    for (let i = 0; i < 5; i++) expect(await mint(assay, target())).toBe(1n)
  })

  it.each([
    ['number', (url: string) => node(faults.chain(1n), url)],
    ['first block', () => node(undefined, other.rpcUrl)],
  ])('one that is on a chain of another %s is not asked, whatever its place', async (_what, start) => {
    const [bad, good] = [await start(local.chain.rpcUrl), await node()]
    const assay = await connect([bad, good])
    expect(assay.chainId).toBe(31337)
    expect(await mint(assay, target())).toBe(1n)
    expect(whats(bad.url)).toEqual(['wrong-chain'])
    expect(bad.asked.get('eth_call') ?? 0).toBe(0)
    expect(bad.asked.get('eth_sendRawTransaction') ?? 0).toBe(0)
  })

  it('without a known deployment most of them say which chain it is', async () => {
    const nodes = [await node(undefined, other.rpcUrl), await node(), await node()]
    const assay = await connect(nodes)
    expect((await assay.publicClient.getBlock({ blockNumber: 0n })).hash).toBe(local.deployment.genesis)
  })

  it.each([
    ['1000 0', 0],
    ['0 1000', 0],
    ['-20 0', -20],
    ['-20 0 0', 0],
    ['1000 0 0', 0],
    ['1000 -20 0', 0],
  ] as const)('whose heads are off by %s the lower middle is believed: %d', async (offsets, off) => {
    const lies = offsets.split(' ').map(BigInt)
    const believed = BigInt(off)
    const nodes = await Promise.all(lies.map((by) => node(by === 0n ? undefined : faults.head(by))))
    const assay = await connect(nodes)
    const real = await head()
    expect(await assay.publicClient.getBlockNumber()).toBe(real + believed)
    expect((await assay.publicClient.getBlock()).number).toBe(real + believed)
    const named = nodes.filter(({ url }) => whats(url).includes('ahead') || whats(url).includes('behind'))
    expect(named.length, 'who differs from what is believed is named').toBe(lies.filter((by) => by !== believed).length)
  })

  it('one that stands still is not believed, when another goes on from its last block', async () => {
    const frozen = await node(faults.frozenAt(await head()))
    const good = await node()
    const assay = await connect([frozen, good], { stuckMs: 200 })
    await assay.publicClient.getBlockNumber()
    await local.chain.mine(10)
    await until('the one that goes on is believed', async () => {
      return (await assay.publicClient.getBlockNumber()) === (await head())
    })
    expect(whats(frozen.url)).toContain('behind')
    expect(await mint(assay, target())).toBe(1n)
  })

  it('one that only claims more and more blocks does not push out an honest one whose chain is quiet', async () => {
    let claim = 10n
    const liar = await node((call, pass) => {
      claim += 10n
      return faults.head(claim)(call, pass)
    })
    const assay = await connect([liar, await node()], { stuckMs: 100 })
    const real = await head()
    const end = Date.now() + 700
    while (Date.now() < end) expect(await assay.publicClient.getBlockNumber()).toBe(real)
    expect(whats(liar.url)).toContain('ahead')
  })

  it.each([
    ['two, one stale', [-3, 0]],
    ['two, the other stale', [0, -3]],
    ['three, one ahead', [7, 0, 0]],
    ['three, one ahead and one stale', [7, -3, 0]],
  ] as const)('nonces: of %s, each transaction is mined once', async (_what, offsets) => {
    const lies = offsets.map(BigInt)
    const nodes = await Promise.all(lies.map((by) => node(by === 0n ? undefined : faults.nonces(by))))
    const assay = await connect(nodes, { replaceAfterMs: 500 })
    const sender = local.addressOf('deployer')
    const count = async () => Number(await local.chain.rpc('eth_getTransactionCount', [sender, 'latest']))
    const before = await count()
    const to = target()
    await Promise.all([mint(assay, to), mint(assay, to), mint(assay, to)])
    expect(await readBalance(assay, local.deployment.contracts.paymentToken!, to)).toBe(3n)
    expect(await count()).toBe(before + 3)
  })

  it('one that forgets transactions does no harm: they are offered to all', async () => {
    const assay = await connect([await node(faults.dropsTransactions), await node()])
    expect(await mint(assay, target())).toBe(1n)
  })

  it('one that hides logs is named, and they are taken from the other', async () => {
    const [bad, good] = [await node(faults.hidesLogs), await node()]
    const assay = await connect([bad, good])
    await mint(assay, target())
    const filter = { fromBlock: numberToHex(0), toBlock: numberToHex(await head()) }
    const { logs, witnesses } = await poolOf(assay.publicClient)!.getLogs(filter)
    expect(witnesses).toBe(2)
    expect(logs.length).toBe(((await local.chain.rpc('eth_getLogs', [filter])) as unknown[]).length)
    expect(whats(bad.url)).toContain('logs-differ')
  })

  it('one that lacks the last block of a range is no witness of its logs', async () => {
    const frozen = await node(faults.frozenAt((await head()) - 2n))
    const assay = await connect([frozen, await node()])
    const filter = { fromBlock: numberToHex(0), toBlock: numberToHex(await head()) }
    const { logs, witnesses } = await poolOf(assay.publicClient)!.getLogs(filter)
    expect(witnesses).toBe(1)
    expect(logs.length).toBe(((await local.chain.rpc('eth_getLogs', [filter])) as unknown[]).length)
  })

  it('whose paths hold keys neither errors nor events show them', async () => {
    const bad = await node()
    const secret = `${bad.url}/v3/s3cr3tk3y`
    const assay = await connect([
      { url: secret },
      { url: `http://127.0.0.1:${await freePort()}/s3cr3tk3y?k=s3cr3tk3y` },
    ])
    bad.fault = faults.limited
    const error = await assay.publicClient.getBlockNumber().then(
      () => undefined,
      (caught: Error) => caught,
    )
    expect(error).toBeInstanceOf(Error)
    expect(JSON.stringify(events)).not.toContain('s3cr3tk3y')
    const said = await readBalance(assay, local.deployment.contracts.paymentToken!, target()).then(
      () => '',
      (caught: Error) => caught.message,
    )
    expect(said).toContain(bad.url)
    expect(said).not.toContain('s3cr3tk3y')
  })
})
