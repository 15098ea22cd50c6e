import { hexToBigInt, type RpcLog } from 'viem'

const keyOf = (log: RpcLog) => `${log.blockHash} ${log.logIndex}`
const place = (log: RpcLog) => hexToBigInt(log.blockNumber ?? '0x0') * 2n ** 32n + hexToBigInt(log.logIndex ?? '0x0')

/** Every log that at least one of several answers holds, once, in the chain's order. */
export const mergeLogs = (answers: readonly (readonly RpcLog[])[]): RpcLog[] => {
  const [first = []] = answers
  if (answers.length < 2) return [...first]
  const all = new Map(answers.flat().map((log) => [keyOf(log), log]))
  return [...all.values()].sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0))
}
