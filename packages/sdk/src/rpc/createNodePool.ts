import { type Hex, hexToBigInt, hexToNumber, http, type RpcLog } from 'viem'
import { NodesUnusable } from '../errors.ts'
import type { ChainObserver } from '../observe/ChainObserver.ts'
import { observed } from '../observe/observed.ts'
import { fetchWhole } from './fetchWhole.ts'
import { inTurn } from './inTurn.ts'
import { isRevert } from './isRevert.ts'
import { lowerMedian } from './lowerMedian.ts'
import { mergeLogs } from './mergeLogs.ts'
import type { NodeEvent } from './NodeEvent.ts'
import type { ChainIdentity, LogFilter, NodePool, WitnessedLogs } from './NodePool.ts'
import { outageOf } from './outageOf.ts'
import { RpcNode } from './RpcNode.ts'
import { withPatience } from './withPatience.ts'

export interface NodePoolOptions {
  /** In order of preference. */
  readonly urls: readonly string[]
  /** For one answer of one node. */
  readonly timeoutMs: number
  /** The chain that is wanted, as far as it is known; otherwise the one that most nodes are on. */
  readonly expected?: Partial<ChainIdentity>
  readonly observer?: ChainObserver
  readonly onEvent?: (event: NodeEvent) => void
  /** Time without a new block after which a node that others have passed is no longer believed. Default 30 s. */
  readonly stuckMs?: number
}

interface RpcBlock {
  readonly number: Hex
  readonly timestamp: Hex
  readonly hash: Hex
  readonly parentHash: Hex
}
interface Said<T> {
  readonly node: RpcNode
  readonly answer: T
}

/** Once one has answered, the others have so long. */
const PATIENCE_MS = 1_000
/** Without an answer for so long, the next is asked as well. */
const HEDGE_MS = 2_000
const VERIFY_AGAIN_MS = 60_000
const STUCK_MS = 30_000
/** Blocks by which healthy nodes may differ. */
const LAG_BLOCKS = 3n
const WITNESSES = 2
const isClosed = (toBlock: unknown): toBlock is Hex => typeof toBlock === 'string' && toBlock.startsWith('0x')

/**
 * Several nodes as one: a question goes to the next when a node fails, heads and nonces are those that the lower middle of the nodes
 * believes in, transactions go to all of them, and logs come from two.
 */
export const createNodePool = (options: NodePoolOptions): NodePool => {
  const tell = (node: RpcNode, what: NodeEvent['what'], detail: string) =>
    options.onEvent?.({ node: node.name, what, detail })
  const nodes = options.urls.map((url) => {
    // no retries: the other nodes are that
    const { timeoutMs } = options
    const plain = http(url, { timeout: timeoutMs, fetchFn: fetchWhole(timeoutMs), retryCount: 0, batch: { wait: 0 } })
    const transport = observed(plain, url, options.observer)
    const node: RpcNode = new RpcNode(url, transport, (what, detail) => tell(node, what, detail))
    return node
  })
  const stuckMs = options.stuckMs ?? STUCK_MS
  let identity: ChainIdentity | undefined
  /** Highest block of which we know that it exists, from a receipt: who has less is asked last. */
  let floor = 0n

  const identityOf = async (node: RpcNode): Promise<ChainIdentity> => {
    const [chainId, first] = await Promise.all([
      node.ask<Hex>('eth_chainId', []),
      node.ask<RpcBlock | null>('eth_getBlockByNumber', ['0x0', false]),
    ])
    return { chainId: hexToNumber(chainId), genesis: first?.hash ?? '0x' }
  }

  const verifying = new Map<RpcNode, Promise<void>>()
  let begun = false
  let judged: Promise<void> | undefined
  /** Finds out which chain this is about, at the first question. */
  const judge = async () => {
    const { done, error } = await withPatience(nodes.map(identityOf), PATIENCE_MS)
    if (done.length === 0) throw error
    const { chainId, genesis } = options.expected ?? {}
    const wanted = done.filter(
      ({ value }) =>
        (chainId === undefined || value.chainId === chainId) && (genesis === undefined || value.genesis === genesis),
    )
    const votes = new Map<string, number>()
    const keyOf = ({ value }: { value: ChainIdentity }) => `${value.chainId} ${value.genesis}`
    // if nobody is on the chain that is wanted, the caller sees which one it is and says so
    const voters = wanted.length > 0 ? wanted : done
    for (const voter of voters) votes.set(keyOf(voter), (votes.get(keyOf(voter)) ?? 0) + 1)
    const most = Math.max(...votes.values())
    identity = voters.find((voter) => votes.get(keyOf(voter)) === most)?.value
  }

  const verify = async (node: RpcNode) => {
    const found = await identityOf(node)
    const wrong = found.chainId !== identity?.chainId || found.genesis !== identity.genesis
    node.verifiedAt = Date.now()
    if (wrong && !node.wrongChain)
      tell(
        node,
        'wrong-chain',
        `it is chain ${found.chainId} from block ${found.genesis}, not ${identity?.chainId} from ${identity?.genesis}; it is not asked. Correct ASSAY_RPC_URL`,
      )
    if (!wrong && node.wrongChain) tell(node, 'recovered', 'it is on the right chain now')
    node.wrongChain = wrong
  }

  /** Nodes that may be asked now, the best first. */
  const usable = async (): Promise<RpcNode[]> => {
    judged ??= judge().catch((error) => {
      judged = undefined
      throw error
    })
    await judged
    const due = nodes.filter((node) => !node.resting && Date.now() - node.verifiedAt > VERIFY_AGAIN_MS)
    for (const node of due) {
      if (verifying.has(node)) continue
      const work = verify(node).finally(() => verifying.delete(node))
      work.catch(() => undefined)
      verifying.set(node, work)
    }
    const ready = () => nodes.filter((node) => node.verifiedAt > 0 && !node.wrongChain && !node.resting)
    // the first time all have a moment to show themselves; later nobody waits for one that may be silent
    if (verifying.size > 0 && (!begun || ready().length === 0)) {
      await withPatience([...verifying.values()], PATIENCE_MS)
      begun = true
    }
    // all in trouble: whoever was on the right chain is tried all the same
    const known = nodes.filter((node) => !node.wrongChain)
    const chosen = ready().length > 0 ? ready() : known
    if (chosen.length === 0) throw new NodesUnusable(nodes.map(({ name }) => name).join(', '), identity?.chainId)
    const rank = (node: RpcNode) => (node.stuck ? 2 : 0) + (node.head < floor ? 1 : 0)
    return chosen.toSorted((a, b) => rank(a) - rank(b))
  }

  const askAll = async <T>(method: string, params: unknown): Promise<Said<T>[]> => {
    const asked = await usable()
    const { done, late, error } = await withPatience(
      asked.map((node) => node.ask<T>(method, params)),
      PATIENCE_MS,
    )
    for (const at of late) asked[at]?.rest('it answers more than a second later than others')
    if (done.length === 0) throw error
    return done.map(({ at, value }) => ({ node: asked[at] as RpcNode, answer: value }))
  }

  /** The first answer that is not null, if any is; a revert is an answer. */
  const askInTurn = async (method: string, params: unknown): Promise<Said<unknown> | undefined> => {
    const asked = await usable()
    const found = await inTurn(
      asked.map((node) => () => node.ask<unknown>(method, params)),
      { patienceMs: HEDGE_MS, isFinal: isRevert, onSlow: (at) => asked[at]?.rest('it is slow to answer') },
    )
    return found === undefined ? undefined : { node: asked[found.at] as RpcNode, answer: found.value }
  }

  const askChecked: NodePool['askChecked'] = async (method, params, check) => {
    const asked = await usable()
    const asks = asked.map((node) => () => node.askChecked(method, params, (answer) => check(answer, node.name)))
    const onSlow = (at: number) => asked[at]?.rest('it is slow to answer')
    // a refusal shows nothing that could be checked, so no node speaks for the others
    const found = await inTurn(asks, { patienceMs: HEDGE_MS, isFinal: () => false, onSlow })
    return found?.value ?? null
  }

  /** Whether `other` shows blocks that go on from the head of `node`. One that merely claims a higher number cannot. */
  const goesOn = async (other: RpcNode, node: RpcNode): Promise<boolean> => {
    const at = (who: RpcNode, block: bigint) =>
      who.ask<RpcBlock | null>('eth_getBlockByNumber', [`0x${block.toString(16)}`, false])
    const [own, theirs, next, last] = await Promise.all([
      at(node, node.head),
      at(other, node.head),
      at(other, node.head + 1n),
      at(other, other.head),
    ])
    return last !== null && own?.hash === theirs?.hash && own?.hash === next?.parentHash
  }

  const compareHeads = async (heads: readonly Said<bigint>[]): Promise<bigint> => {
    for (const { node, answer } of heads) node.showed(answer)
    for (const { node } of heads) {
      const passed = heads.filter(
        ({ node: other }) => other.head > node.head + LAG_BLOCKS && other.movedAt > node.movedAt,
      )
      const still = Date.now() - node.movedAt >= stuckMs
      if (!still || passed.length === 0) {
        node.stuck = false
        continue
      }
      if (node.stuck) continue
      const proofs = await Promise.all(passed.map(({ node: other }) => goesOn(other, node).catch(() => false)))
      node.stuck = proofs.includes(true)
      if (node.stuck) {
        node.standing = 'behind'
        tell(
          node,
          'behind',
          `its head stands still at block ${node.head} while others go on from it; it is not believed`,
        )
      }
    }
    const believed = lowerMedian(
      heads.filter(({ node }) => !node.stuck),
      ({ answer }) => answer,
    )?.answer as bigint
    for (const { node, answer } of heads) {
      if (node.stuck) continue
      const standing = answer > believed + LAG_BLOCKS ? 'ahead' : answer < believed - LAG_BLOCKS ? 'behind' : 'level'
      if (standing !== node.standing)
        tell(node, standing, `its head is block ${answer}, the others' is ${believed}; the lower middle is believed`)
      node.standing = standing
    }
    return believed
  }

  const latestBlock = async (params: readonly unknown[]): Promise<unknown> => {
    const said = (await askAll<RpcBlock | null>('eth_getBlockByNumber', params)).filter(({ answer }) => answer !== null)
    const blocks = said as Said<RpcBlock>[]
    if (blocks.length === 0) return null
    const believed = await compareHeads(
      blocks.map(({ node, answer }) => ({ node, answer: hexToBigInt(answer.number) })),
    )
    return blocks.find(({ node, answer }) => !node.stuck && hexToBigInt(answer.number) === believed)?.answer ?? null
  }

  const pendingBlock = async (params: readonly unknown[]): Promise<unknown> => {
    const said = await askAll<RpcBlock | null>('eth_getBlockByNumber', params)
    const blocks = said.filter(({ node, answer }) => answer !== null && !node.stuck) as Said<RpcBlock>[]
    return lowerMedian(blocks, ({ answer }) => hexToBigInt(answer.timestamp))?.answer ?? null
  }

  const broadcast = async (params: unknown): Promise<unknown> => {
    const asked = await usable()
    const offers = asked.map((node) => node.ask<Hex>('eth_sendRawTransaction', params))
    const refusals: unknown[] = []
    for (const offer of offers) offer.catch((error: unknown) => refusals.push(error))
    const { done, error } = await withPatience(offers, PATIENCE_MS)
    if (done[0] !== undefined) return done[0].value
    // a node's reason says more than another's silence
    throw refusals.find((refusal) => (refusal as { code?: unknown }).code !== undefined) ?? error
  }

  const getLogs = async (filter: LogFilter): Promise<WitnessedLogs> => {
    const { toBlock } = filter
    let refusal: unknown
    const testify = async (node: RpcNode): Promise<Said<RpcLog[]> | undefined> => {
      // a node that lags answers an empty list for blocks that it does not have
      if (isClosed(toBlock) && (await node.ask('eth_getBlockByNumber', [toBlock, false])) === null) return undefined
      try {
        const answer = await node.ask<RpcLog[]>('eth_getLogs', [filter])
        node.refusesLogs = false
        return { node, answer }
      } catch (error) {
        if (outageOf(error) === undefined) {
          // one that gives nothing at all would have every range halved, down to its blocks
          if (filter.fromBlock === toBlock) node.refusesLogs = true
          if (!node.refusesLogs) refusal ??= error
        }
        throw error
      }
    }
    const waiting = await usable()
    const said: Said<RpcLog[]>[] = []
    let failure: unknown
    while (said.length < WITNESSES && waiting.length > 0) {
      const asked = waiting.splice(0, WITNESSES - said.length)
      const { done, late, error } = await withPatience(asked.map(testify), PATIENCE_MS * 2)
      for (const at of late) asked[at]?.rest('its logs come later than those of others')
      for (const { value } of done) if (value !== undefined) said.push(value)
      failure ??= error
    }
    const [first] = said
    if (first === undefined)
      throw failure ?? new NodesUnusable(nodes.map(({ name }) => name).join(', '), identity?.chainId)
    const logs = mergeLogs(said.map(({ answer }) => answer))
    for (const { node, answer } of said) {
      if (answer.length < logs.length)
        tell(
          node,
          'logs-differ',
          `it gave ${answer.length} of ${logs.length} logs of the blocks ${Number(filter.fromBlock)} to ${Number(toBlock)}; all are taken`,
        )
    }
    return { logs, witnesses: said.length, ...(refusal === undefined ? {} : { refusal }) }
  }

  const request: NodePool['request'] = async ({ method, params = [] }) => {
    const given = params as readonly unknown[]
    switch (method) {
      case 'eth_sendRawTransaction':
        return broadcast(given)
      case 'eth_blockNumber': {
        const heads = await askAll<Hex>(method, given)
        const believed = await compareHeads(heads.map(({ node, answer }) => ({ node, answer: hexToBigInt(answer) })))
        return `0x${believed.toString(16)}`
      }
      case 'eth_getTransactionCount': {
        const counts = await askAll<Hex>(method, given)
        const believed = counts.some(({ node }) => !node.stuck) ? counts.filter(({ node }) => !node.stuck) : counts
        return lowerMedian(believed, ({ answer }) => hexToBigInt(answer))?.answer
      }
      case 'eth_getLogs':
        return (await getLogs(given[0] as LogFilter)).logs
      case 'eth_getBlockByNumber':
        if (given[0] === 'latest') return latestBlock(given)
        if (given[0] === 'pending') return pendingBlock(given)
        return (await askInTurn(method, given))?.answer ?? null
      case 'eth_getTransactionReceipt': {
        const found = await askInTurn(method, given)
        if (found === undefined) return null
        const block = hexToBigInt((found.answer as { blockNumber: Hex }).blockNumber)
        if (block > floor) floor = block
        if (block > found.node.head) found.node.showed(block)
        return found.answer
      }
      default:
        return (await askInTurn(method, given))?.answer ?? null
    }
  }
  return { request, askChecked, getLogs }
}
