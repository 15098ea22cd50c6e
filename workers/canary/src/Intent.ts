import type { Address, Hex } from 'viem'

/** One byte of one tensor that is changed before it is committed to. */
export interface CanaryLie {
  readonly node: number
  /** In the tensor's bytes. */
  readonly offset: number
  /** 1..255 */
  readonly xor: number
}

/**
 * A wrong result that is going to be posted, and convicted if nobody else does. It is on disk before the task is requested: whatever
 * happens to this process, its next life knows which of its own results are lies.
 */
export interface Intent {
  readonly id: string
  readonly modelId: Hex
  readonly client: Address
  readonly provider: Address
  readonly inputRoot: Hex
  readonly inputDigest: Hex
  /** Stake that it costs, smallest unit. */
  readonly lock: string
  readonly lie: CanaryLie
  /** Wall clock, milliseconds since 1970. */
  readonly plannedAt: number
  /** Known once the request is mined. */
  readonly taskId?: Hex
  /** What became of it; absent while it is open. */
  readonly ended?: CanaryEnd
}

export type CanaryEnd = 'convicted-by-others' | 'convicted-by-itself' | 'not-answered' | 'stood'
