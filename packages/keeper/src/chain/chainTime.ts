import type { PublicClient } from 'viem'

/**
 * The second at which a transaction sent now would be mined, as the chain counts. Not the local clock: chains may lag or be moved.
 * The pending block where the node has one, since a quiet local chain's latest block may be old.
 */
export const chainTime = async (client: Pick<PublicClient, 'getBlock'>): Promise<bigint> => {
  const latest = await client.getBlock({ blockTag: 'latest' })
  const pending = await client.getBlock({ blockTag: 'pending' }).catch(() => undefined)
  return pending !== undefined && pending.timestamp > latest.timestamp ? pending.timestamp : latest.timestamp
}
