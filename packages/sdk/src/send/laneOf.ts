import type { Address } from 'viem'
import type { Chain } from '../Assay.ts'
import { NonceLane } from './NonceLane.ts'

const lanes = new Map<string, NonceLane>()

/** The one lane of an account on a chain, however many clients use it. */
export function laneOf(chain: Chain, address: Address): NonceLane {
  const key = `${chain.rpcUrl} ${chain.chainId} ${address}`
  const lane = lanes.get(key) ?? new NonceLane()
  lanes.set(key, lane)
  return lane
}
