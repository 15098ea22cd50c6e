/** What is needed of viem's public client. */
interface CountsTransactions {
  getTransactionCount(query: { address: `0x${string}`; blockTag: 'latest' | 'pending' }): Promise<number>
}

const PAUSE_MS = 250

/**
 * Waits until every transaction that an earlier life of this account sent has been mined, so that what is read next is the
 * state after them.
 * @returns how many were still on their way when the time was up
 */
export const awaitOwnTransactions = async (
  client: CountsTransactions,
  address: `0x${string}`,
  timeoutMs: number,
): Promise<number> => {
  const end = Date.now() + timeoutMs
  for (;;) {
    const [mined, sent] = await Promise.all([
      client.getTransactionCount({ address, blockTag: 'latest' }),
      client.getTransactionCount({ address, blockTag: 'pending' }),
    ])
    if (sent <= mined || Date.now() >= end) return Math.max(0, sent - mined)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
