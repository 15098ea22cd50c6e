import { type Hex, hexToBigInt } from 'viem'

const REMEMBERED = 10_000

/**
 * Nonces of one account in this process. Broadcasts queue up, one at a time; waiting for receipts does not.
 * The node's count of pending transactions is the truth about what others sent with the key; ours matter only
 * while they are in flight, because a node may not have counted them yet.
 */
export class NonceLane {
  /** Hashes as numbers: 48 bytes each. As text they are what their maker joined digit by digit, a kilobyte of parts that are kept with it. */
  readonly #offered = new Set<bigint>()
  /** Nonces of transactions in flight, and how many want each. */
  readonly #held = new Map<number, number>()
  #tail: Promise<unknown> = Promise.resolve()

  /**
   * Runs `broadcast` alone, with the first nonce from the node's count on that no transaction in flight holds; it returns the nonce it
   * used. Below those in flight one may be free again: a reorganisation has undone what had it.
   */
  async send<T extends { readonly nonce: number }>(
    pendingCount: () => Promise<number>,
    broadcast: (nonce: number) => Promise<T>,
  ): Promise<T> {
    const turn = this.#tail.then(async () => {
      const sent = await broadcast(this.freeFrom(await pendingCount()))
      this.#held.set(sent.nonce, (this.#held.get(sent.nonce) ?? 0) + 1)
      return sent
    })
    this.#tail = turn.catch(() => undefined)
    return turn
  }

  /** Runs `fill` alone with the nonce that is missing below a transaction in flight, if one is. */
  async fillBelow(
    nonce: number,
    pendingCount: () => Promise<number>,
    fill: (nonce: number) => Promise<unknown>,
  ): Promise<void> {
    const turn = this.#tail.then(async () => {
      const pending = await pendingCount()
      if (pending < nonce && !this.holds(pending)) await fill(pending)
    })
    this.#tail = turn.catch(() => undefined)
    return turn
  }

  /** The first nonce from this one on that no transaction in flight holds. */
  freeFrom(nonce: number): number {
    let free = nonce
    while (this.holds(free)) free += 1
    return free
  }

  /** Whether a transaction of this process is in flight with the nonce. */
  holds(nonce: number): boolean {
    return this.#held.has(nonce)
  }

  /**
   * Notes the hash of a transaction that is about to be sent for a new intent.
   * @returns whether it was sent for an earlier one: two equal calls with one nonce, from a node whose count is old, are one transaction
   */
  repeats(hash: Hex): boolean {
    const number = hexToBigInt(hash)
    if (this.#offered.has(number)) return true
    this.#offered.add(number)
    const [oldest] = this.#offered
    if (this.#offered.size > REMEMBERED && oldest !== undefined) this.#offered.delete(oldest)
    return false
  }

  /** The transaction with this nonce is mined or given up. */
  done(nonce: number): void {
    const left = (this.#held.get(nonce) ?? 0) - 1
    if (left > 0) this.#held.set(nonce, left)
    else this.#held.delete(nonce)
  }
}
