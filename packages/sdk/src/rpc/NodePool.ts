import type { Hex, RpcLog } from 'viem'

/** Several nodes of one chain, asked as if they were one. */
export interface NodePool {
  request(call: { readonly method: string; readonly params?: unknown }): Promise<unknown>
  /**
   * What the first node says that `check` takes; `check` gets the node's name, throws at what cannot be true, and gives null for "there is
   * nothing", which anybody can say: then the next is asked. null if that is all that those say who answer; throws what `check` or the
   * first node threw where none says even that.
   */
  askChecked<T>(
    method: string,
    params: readonly unknown[],
    check: (answer: unknown, node: string) => T | null,
  ): Promise<T | null>
  /** Logs of a closed range, from up to two nodes that have its last block: what either of them has. */
  getLogs(filter: LogFilter): Promise<WitnessedLogs>
}

export interface LogFilter {
  readonly fromBlock?: string
  readonly toBlock?: string
  readonly [more: string]: unknown
}

export interface WitnessedLogs {
  readonly logs: RpcLog[]
  /** Nodes that gave them. One alone may have left some out. */
  readonly witnesses: number
  /** What a node said that answers, but not this; absent if none did. Of a shorter range it may give the logs. */
  readonly refusal?: unknown
}

/** What tells one chain from another. */
export interface ChainIdentity {
  readonly chainId: number
  /** Hash of the first block. */
  readonly genesis: Hex
}
