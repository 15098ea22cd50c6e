import type { DeployedContracts, Deployment } from '@assay/protocol'
import type { Hex, LocalAccount, PublicClient } from 'viem'
import type { ChainObserver } from './observe/ChainObserver.ts'
import type { SendSettings } from './send/SendSettings.ts'
import type { TransactionJournal } from './send/TransactionJournal.ts'

/** Where a transaction has got to: broadcast to the node, or in a block that is deep enough. */
export type SideEffect = 'send' | 'mined'

/** A chain, and perhaps an account to act with. */
export interface Chain {
  /** Of one node, or of several separated by commas. */
  readonly rpcUrl: string
  readonly chainId: number
  readonly publicClient: PublicClient
  readonly account?: LocalAccount
  readonly sending: SendSettings
  /** The last block that a transaction of ours was mined in; written when one is. */
  readonly mined: { latest?: { readonly block: bigint; readonly hash: Hex } }
  /** Where calls with an `id` are remembered over a restart. */
  readonly journal?: TransactionJournal
  /** Awaited right after each side effect; tests end the process in it. */
  readonly onSideEffect?: (name: SideEffect) => void | Promise<void>
  /** Told of every call and every transaction, for counting. */
  readonly observer?: ChainObserver
}

/** The first argument of every action and read: a chain with Assay on it. */
export interface Assay extends Chain {
  readonly deployment: Deployment
  readonly contracts: DeployedContracts
}
