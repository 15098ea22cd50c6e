import { type Abi, type Address, type ContractEventName, type ParseEventLogsReturnType, parseEventLogs } from 'viem'
import { EventMissing } from '../errors.ts'
import type { Sent } from './TransactionRequest.ts'

/** The arguments of the first event of that name which `address` emitted in a transaction. */
export function eventOf<const abi extends Abi, name extends ContractEventName<abi>>(
  sent: Sent,
  address: Address,
  abi: abi,
  eventName: name,
): ParseEventLogsReturnType<abi, name, true>[number]['args'] {
  const logs = sent.receipt.logs.filter((log) => log.address.toLowerCase() === address.toLowerCase())
  const [event] = parseEventLogs({ abi, logs, eventName })
  if (event === undefined) throw new EventMissing(eventName, sent.hash)
  return event.args
}
