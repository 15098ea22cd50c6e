import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { optimisticVerifierAbi } from '@assay/protocol'
import { getAbiItem, toFunctionSelector } from 'viem'

export interface RpcCall {
  readonly id: unknown
  readonly method: string
  readonly params: readonly unknown[]
}

type Answer = Readonly<Record<string, unknown>>

/** What a bad node does to one call. `pass` asks the real node. */
export type Fault = (call: RpcCall, pass: () => Promise<Answer>) => Promise<Answer | 'hang' | 'cut' | number>

export interface FaultyRpc {
  readonly url: string
  /** What it does from now on; undefined: it is honest. */
  fault: Fault | undefined
  /** How often each method was asked. */
  readonly asked: Map<string, number>
  stop(): Promise<void>
}

const hex = (value: bigint) => `0x${value.toString(16)}`
const blockOf = (answer: Answer) => answer.result as { number: string; timestamp: string } | null
const asksLatest = ({ method, params }: RpcCall) => method === 'eth_getBlockByNumber' && params[0] === 'latest'

const TASK_OF = toFunctionSelector(getAbiItem({ abi: optimisticVerifierAbi, name: 'taskOf' }))
/** The last bit of the 32 bytes at `word`. */
const flipWord = (data: string, word: number): string => {
  const at = 2 + 64 * (word + 1) - 1
  const digit = Number.parseInt(data[at] ?? '', 16)
  return Number.isNaN(digit) ? data : `${data.slice(0, at)}${(digit ^ 1).toString(16)}${data.slice(at + 1)}`
}

const answersTasks =
  (give: (real: string) => string): Fault =>
  async (call, pass) => {
    const answer = await pass()
    if (call.method !== 'eth_call') return answer
    const { data = '' } = call.params[0] as { data?: string }
    return data.startsWith(TASK_OF) ? { ...answer, result: give(String(answer.result)) } : answer
  }

/** The ways in which nodes are known to fail. */
export const faults = {
  /** Never answers. */
  hangs: async () => 'hang' as const,
  /** Accepts the connection and cuts it. */
  cuts: async () => 'cut' as const,
  /** HTTP status, as a provider of nodes answers whoever asks too often. */
  limited: async () => 429,
  /** Every third call only. */
  limitedAtTimes: (): Fault => {
    let calls = 0
    return async (_call, pass) => (++calls % 3 === 0 ? 429 : pass())
  },
  /** Says that its head is so many blocks from the real one, in block and time. */
  head:
    (blocks: bigint, secondsPerBlock = 1n): Fault =>
    async (call, pass) => {
      const answer = await pass()
      if (call.method === 'eth_blockNumber') return { ...answer, result: hex(BigInt(String(answer.result)) + blocks) }
      const block = blockOf(answer)
      if (!asksLatest(call) || block === null) return answer
      const number = BigInt(block.number) + blocks
      const timestamp = BigInt(block.timestamp) + blocks * secondsPerBlock
      return { ...answer, result: { ...block, number: hex(number < 0n ? 0n : number), timestamp: hex(timestamp) } }
    },
  /** Stands at the block it had when this was called: has nothing newer, no receipt, no log. */
  frozenAt:
    (head: bigint): Fault =>
    async (call, pass) => {
      const { method, params } = call
      if (method === 'eth_blockNumber') return { ...(await pass()), result: hex(head) }
      if (asksLatest(call)) return answerOf(call, await ask(pass, head))
      const answer = await pass()
      const at = (answer.result as { blockNumber?: string; number?: string } | null) ?? {}
      const number = at.blockNumber ?? at.number
      if (typeof number === 'string' && BigInt(number) > head) return { ...answer, result: null }
      if (method === 'eth_getLogs') {
        const logs = answer.result as { blockNumber: string }[]
        return { ...answer, result: logs.filter((log) => BigInt(log.blockNumber) <= head) }
      }
      return params.length > 0 ? answer : answer
    },
  /** Another chain's number. */
  chain:
    (chainId: bigint): Fault =>
    async (call, pass) =>
      call.method === 'eth_chainId' ? { ...(await pass()), result: hex(chainId) } : pass(),
  /** Counts so many transactions fewer or more than there are. */
  nonces:
    (by: bigint): Fault =>
    async (call, pass) => {
      const answer = await pass()
      if (call.method !== 'eth_getTransactionCount') return answer
      const count = BigInt(String(answer.result)) + by
      return { ...answer, result: hex(count < 0n ? 0n : count) }
    },
  /** Takes transactions and forgets them. */
  dropsTransactions: (async (call, pass) =>
    call.method === 'eth_sendRawTransaction'
      ? answerOf(call, (await import('viem')).keccak256(call.params[0] as `0x${string}`))
      : pass()) satisfies Fault,
  /** Shows a task with something else in it: flips the last bit of one word of what `taskOf` gives. Word 1 is the root of its input. */
  altersTasks: (word: number): Fault => answersTasks((real) => flipWord(real, word)),
  /** Shows something else instead of a task. */
  answersTasks,
  /** Has no logs, of any block. */
  hidesLogs: (async (call, pass) => (call.method === 'eth_getLogs' ? answerOf(call, []) : pass())) satisfies Fault,
} as const

const answerOf = ({ id }: RpcCall, result: unknown): Answer => ({ jsonrpc: '2.0', id, result })
const ask = async (pass: () => Promise<Answer>, head: bigint): Promise<unknown> => {
  const block = blockOf(await pass())
  return block === null ? null : { ...block, number: hex(head) }
}

/** A server in front of a real node that fails or lies as `fault` says, call by call, also within batches. */
export const faultyRpc = async (target: string, fault?: Fault): Promise<FaultyRpc> => {
  const asked = new Map<string, number>()
  const forward = async (call: RpcCall): Promise<Answer> => {
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', ...call }),
    })
    return (await response.json()) as Answer
  }
  const server = createServer(async (request, response) => {
    const parts: Uint8Array[] = []
    for await (const part of request) parts.push(part)
    const body = JSON.parse(Buffer.concat(parts).toString()) as RpcCall | RpcCall[]
    const calls = Array.isArray(body) ? body : [body]
    const answers: Answer[] = []
    try {
      for (const call of calls) {
        asked.set(call.method, (asked.get(call.method) ?? 0) + 1)
        const answer = await (rpc.fault === undefined ? forward(call) : rpc.fault(call, () => forward(call)))
        // the connection stays open until the client or the test closes it
        if (answer === 'hang') return
        if (answer === 'cut') return void response.destroy()
        if (typeof answer === 'number') return void response.writeHead(answer).end()
        answers.push(answer)
      }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(Array.isArray(body) ? answers : answers[0]))
    } catch {
      // the real node is away: so is this one
      response.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const rpc: FaultyRpc = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault,
    asked,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return rpc
}
