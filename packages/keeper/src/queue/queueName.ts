/**
 * One queue for each worker, chain and account: machines of one account share it, different accounts meet only on chain,
 * and a local chain that was started anew does not meet its predecessor's jobs.
 * @param scope hex texts (genesis block's hash, account) of which the first eight digits are kept
 */
export const queueName = (worker: string, chainId: number, ...scope: readonly string[]): string =>
  [`assay-${worker}`, String(chainId), ...scope.map((hex) => hex.replace(/^0x/, '').slice(0, 8).toLowerCase())].join(
    '-',
  )
