import type { PublicClient } from 'viem'
import type { NodePool } from './NodePool.ts'

/** The nodes that a chain's client asks, if there are several. */
export const poolOf = (client: Pick<PublicClient, 'transport'>): NodePool | undefined =>
  // viem spreads what a transport carries into `client.transport`; transportOf puts it there
  (client.transport as { readonly pool?: NodePool }).pool
