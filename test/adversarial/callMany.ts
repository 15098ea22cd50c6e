import { decodeRevert } from '@assay/protocol'
import { type Address, type Hex, toHex } from 'viem'
import { type RpcAnswer, sendBatch } from './sendBatch.ts'

/** EIP-7825: what one transaction may use, so what every call here gets. */
export const GAS_CAP = 1n << 24n

export interface ReadOnlyCall {
  readonly to: Address
  readonly data: Hex
  readonly from?: Address
}

/** What a call returned, the error it reverted with, or what else went wrong: out of gas, a panic, an unknown error. */
export type CallOutcome =
  | { readonly kind: 'returned'; readonly data: Hex }
  | { readonly kind: 'reverted'; readonly name: string; readonly args: Readonly<Record<string, unknown>> }
  | { readonly kind: 'broken'; readonly reason: string }

/** The name given to a revert without data: Solidity's ABI decoder refuses malformed arguments so. */
export const NO_DATA = '(no data)'

/** The node reads no larger requests than 2 MiB; proofs of the largest steps have 96 KiB, twice that as hex. */
const CHARACTERS_AT_A_TIME = 1_500_000
const CALLS_AT_A_TIME = 24

/** `eth_call`s at the latest block with the transaction gas cap, in order. */
export async function callMany(rpcUrl: string, calls: readonly ReadOnlyCall[]): Promise<CallOutcome[]> {
  const outcomes: CallOutcome[] = []
  for (let at = 0, end = 0; at < calls.length; at = end) {
    for (let length = 0; end < calls.length && end - at < CALLS_AT_A_TIME; end++) {
      length += calls[end]!.data.length
      if (length > CHARACTERS_AT_A_TIME && end > at) break
    }
    const requests = calls
      .slice(at, end)
      .map((call) => ({ method: 'eth_call', params: [{ ...call, gas: toHex(GAS_CAP) }, 'latest'] }))
    outcomes.push(...(await sendBatch(rpcUrl, requests)).map(outcomeOf))
  }
  return outcomes
}

function outcomeOf({ result, error }: RpcAnswer): CallOutcome {
  if (error === undefined) return { kind: 'returned', data: result as Hex }
  if (error.data === '0x' && error.message === 'execution reverted')
    return { kind: 'reverted', name: NO_DATA, args: {} }
  const { errorName = error.message, args = {} } = decodeRevert(error) ?? {}
  const ours = /^[A-Z]\w+$/.test(errorName) && errorName !== 'Panic' && errorName !== 'Error'
  return ours ? { kind: 'reverted', name: errorName, args } : { kind: 'broken', reason: errorName }
}
