import type { FetchedModel } from '@assay/sdk'
import type { LocalNetwork } from '../local/startLocalNetwork.ts'

export interface DemoDigit {
  /** 28 x 28 */
  readonly pixels: Uint8Array
  readonly label: number
}

/** What the demonstration plays in. */
export interface DemoWorld {
  readonly network: LocalNetwork
  readonly published: FetchedModel
  readonly digits: readonly DemoDigit[]
  readonly say: (line: string) => void
}
