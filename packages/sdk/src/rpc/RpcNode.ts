import type { Transport } from 'viem'
import { httpErrorOf } from './httpErrorOf.ts'
import { nodeName } from './nodeName.ts'
import { outageOf } from './outageOf.ts'

const FIRST_COOL_MS = 500
const MAX_COOL_MS = 30_000
/** After it said what cannot be true. */
const FIRST_LIE_COOL_MS = 30_000
const MAX_LIE_COOL_MS = 600_000

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
  /** In a row. Only an answer that was checked ends it: one that altered a task may well give its head. */
  #lies = 0
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
    const answer = await this.#asked(method, params)
    if (this.#lies === 0) this.#recovered('it answers again')
    // its methods are those of the JSON-RPC standard
    return answer as T
  }

  /** What `check` makes of the answer; where it throws, the node is left alone for long. null: it has nothing, which proves nothing. */
  async askChecked<T>(method: string, params: unknown, check: (answer: unknown) => T | null): Promise<T | null> {
    const answer = await this.#asked(method, params)
    let value: T | null
    try {
      value = check(answer)
    } catch (error) {
      this.#lied(error instanceof Error ? error.message : String(error))
      throw error
    }
    if (this.#lies === 0 || value !== null) this.#recovered('what it answers is true again')
    return value
  }

  async #asked(method: string, params: unknown): Promise<unknown> {
    try {
      return await this.#request({ method, params })
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

  #recovered(detail: string): void {
    if (this.#failures > 0) this.#onChange('recovered', detail)
    this.#failures = 0
    this.#lies = 0
  }

  #lied(why: string): void {
    // many questions that were under way together count as one
    if (this.resting) return
    this.rest(why, Math.min(FIRST_LIE_COOL_MS * 2 ** this.#lies, MAX_LIE_COOL_MS))
    this.#lies += 1
  }

  showed(block: bigint): void {
    if (block !== this.head) this.movedAt = Date.now()
    this.head = block
  }
}
