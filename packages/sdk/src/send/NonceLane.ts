const REMEMBERED = 10_000

/**
 * Nonces of one account in this process. Broadcasts queue up, one at a time; waiting for receipts does not.
 * The node's count of pending transactions is the truth about what others sent with the key; our own count matters only
 * while transactions are in flight, because a node may not have counted them yet.
 */
export class NonceLane {
  readonly #offered = new Set<string>()
  #next = 0
  #inFlight = 0
  #tail: Promise<unknown> = Promise.resolve()

  /** Runs `broadcast` alone, with the node's count or ours; it returns the nonce it used. */
  async send<T extends { readonly nonce: number }>(
    pendingCount: () => Promise<number>,
    broadcast: (nonce: number) => Promise<T>,
  ): Promise<T> {
    const turn = this.#tail.then(async () => {
      const pending = await pendingCount()
      const sent = await broadcast(this.#inFlight === 0 ? pending : Math.max(pending, this.#next))
      this.#next = sent.nonce + 1
      this.#inFlight++
      return sent
    })
    this.#tail = turn.catch(() => undefined)
    return turn
  }

  /**
   * Notes the hash of a transaction that is about to be sent for a new intent.
   * @returns whether it was sent for an earlier one: two equal calls with one nonce, from a node whose count is old, are one transaction
   */
  repeats(hash: string): boolean {
    if (this.#offered.has(hash)) return true
    this.#offered.add(hash)
    const [oldest] = this.#offered
    if (this.#offered.size > REMEMBERED && oldest !== undefined) this.#offered.delete(oldest)
    return false
  }

  /** The transaction is mined or given up. */
  done(): void {
    this.#inFlight--
  }
}
