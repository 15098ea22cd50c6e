import { recently } from '@assay/sdk'
import type { PublicClient } from 'viem'

/** Deadlines are whole seconds: the jobs that a worker handles at a time may share one answer. */
const FRESH_MS = 200

type Client = Pick<PublicClient, 'getBlock'>
const clocks = new WeakMap<Client, () => Promise<bigint>>()

/**
 * The second at which a transaction sent now would be mined, as the chain counts, or up to 0.2 s ago. Not the local clock: chains may
 * lag or be moved. The pending block where the node has one, since a quiet local chain's latest block may be old.
 */
export const chainTime = (client: Client): Promise<bigint> => {
  const clock = clocks.get(client) ?? recently(() => readTime(client), FRESH_MS)
  clocks.set(client, clock)
  return clock()
}

const readTime = async (client: Client): Promise<bigint> => {
  const [latest, pending] = await Promise.all([
    client.getBlock({ blockTag: 'latest' }),
    client.getBlock({ blockTag: 'pending' }).catch(() => undefined),
  ])
  return pending !== undefined && pending.timestamp > latest.timestamp ? pending.timestamp : latest.timestamp
}
