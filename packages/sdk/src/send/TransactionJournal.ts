import type { Hex } from 'viem'

/** What was signed for one intent: the same nonce, perhaps several times with rising fees. */
export interface JournalEntry {
  /** Names the intent: `submitResult-12`. */
  readonly id: string
  readonly chainId: number
  readonly nonce: number
  /** Signed transactions, oldest first. */
  readonly signed: readonly Hex[]
}

/**
 * Remembers transactions that carry an `id` before they are broadcast, so that a process which was killed finds them again
 * instead of sending twice. An id is spent for good: the same id later returns the same receipt.
 */
export interface TransactionJournal {
  find(id: string): Promise<JournalEntry | undefined>
  /** Called before each broadcast, and again, with one more transaction, for each replacement. */
  record(entry: JournalEntry): Promise<void>
}
