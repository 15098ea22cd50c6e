import type { Position } from '@assay/proof'
import type { Address, Hex } from 'viem'

/** A demand for withheld data, as it stands on chain. Times are seconds since 1970. */
export interface OpeningView {
  readonly taskId: Hex
  readonly position: Position
  readonly asker: Address
  /** Answers are admitted before this second; from it on the silence convicts. */
  readonly answerBy: bigint
  /** Absent: not answered. */
  readonly answeredAt?: bigint
  /** What the contract still holds for it, wei. */
  readonly bondWei: bigint
  /** What the answer hashes to; zero where the answer reveals a trace on demand. */
  readonly hash: `0x${string}`
  /** Bytes of the answer. */
  readonly length: number
}
