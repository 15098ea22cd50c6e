import type { Transport } from 'viem'
import { httpErrorOf } from './httpErrorOf.ts'
import { nodeName } from './nodeName.ts'
import { outageOf } from './outageOf.ts'

const FIRST_COOL_MS = 500
const MAX_COOL_MS = 30_000

/** What a node asks for with Retry-After. */
const retryAfterMs = (error: unknown): number => {
  const seconds = Number(httpErrorOf(error)?.headers?.get('retry-after') ?? 0)
  return Number.isFinite(seconds) ? Math.min(seconds * 1_000, MAX_COOL_MS) : 0
}

type Request = (call: { method: string; params?: unknown }) => Promise<unknown>

/** One of several nodes of a chain, and what has been seen of it. Times in milliseconds since 1970. */
export class RpcNode {
  readonly name: string
  /** Highest block it has shown. */
  head = -1n
  /** When its head was last seen to move. */
  movedAt = 0
  /** When it was last found to be on the right chain; 0: look again before it is asked anything. */
  verifiedAt = 0
  wrongChain = false
  /** Its head stands still while others go on: it is not believed, and asked only when nobody else answers. */
  stuck = false
  /** It gave not even the logs of a single block: a shorter range does not help. */
  refusesLogs = false
  /** As last reported. */
  standing: 'level' | 'behind' | 'ahead' = 'level'
  #failures = 0
  #coolUntil = 0
  readonly #request: Request
  readonly #onChange: (what: 'failed' | 'recovered', detail: string) => void

  constructor(url: string, transport: Transport, onChange: (what: 'failed' | 'recovered', detail: string) => void) {
    this.name = nodeName(url)
    this.#onChange = onChange
    this.#request = transport({}).request as Request
  }

  /** It is left alone for a while. */
  get resting(): boolean {
    return Date.now() < this.#coolUntil
  }

  async ask<T>(method: string, params: unknown): Promise<T> {
    try {
      const answer = await this.#request({ method, params })
      if (this.#failures > 0) this.#onChange('recovered', 'it answers again')
      this.#failures = 0
      // its methods are those of the JSON-RPC standard
      return answer as T
    } catch (error) {
      const outage = outageOf(error)
      if (outage !== undefined) this.rest(outage, retryAfterMs(error))
      throw error
    }
  }

  /** Leaves it alone for a while, twice as long each time in a row. */
  rest(why: string, atLeastMs = 0): void {
    if (this.resting) return
    this.#coolUntil = Date.now() + Math.max(atLeastMs, Math.min(FIRST_COOL_MS * 2 ** this.#failures, MAX_COOL_MS))
    this.#failures += 1
    // it may come back as another chain
    this.verifiedAt = 0
    if (this.#failures === 1) this.#onChange('failed', `${why}; the others are asked`)
  }

  showed(block: bigint): void {
    if (block !== this.head) this.movedAt = Date.now()
    this.head = block
  }
}
