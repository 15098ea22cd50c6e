import type { Address, Hex, TransactionReceipt } from 'viem'

export interface TransactionRequest {
  /** For messages: the function's name. */
  readonly label: string
  /** Absent: the transaction creates a contract. */
  readonly to?: Address
  readonly data: Hex
  readonly value?: bigint
  /** Names the intent, so that a journal finds it after a crash. */
  readonly id?: string
}

export interface Sent {
  readonly hash: Hex
  readonly receipt: TransactionReceipt
}

/** A transaction that the node has, or was offered. */
export interface Broadcast {
  readonly nonce: number
  /** Signed forms of it, oldest first; at most one of them is ever mined. */
  readonly signed: readonly Hex[]
}
