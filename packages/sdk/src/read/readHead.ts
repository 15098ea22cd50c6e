import type { Hex } from 'viem'
import type { Chain } from '../Assay.ts'
import { askNode } from './askNode.ts'

export interface HeadView {
  readonly number: bigint
  /** Seconds since 1970. */
  readonly timestamp: bigint
  readonly hash: Hex
}

export async function readHead(chain: Chain): Promise<HeadView> {
  const { number, timestamp, hash } = await askNode(chain, (client) => client.getBlock())
  return { number, timestamp, hash }
}
