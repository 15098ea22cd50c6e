import { decodePosition, type Position, toHex } from '@assay/proof'
import { openingsAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from '../read/readCall.ts'
import { eventOf } from '../send/eventOf.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

export interface OpeningRequested extends Sent {
  readonly position: Position
  readonly bondWei: bigint
  readonly answerBy: bigint
}

/** The base fee rises by an eighth a block at most: this covers it for six blocks. What is too much stays the asker's credit. */
const SPARE = 2n

/** Demands what a submitted result shows at a position, for a bond. */
export async function requestOpening(
  assay: Assay,
  taskId: Hex,
  request: Uint8Array,
  answerBytes: number,
): Promise<OpeningRequested> {
  const call = { address: assay.contracts.openings, abi: openingsAbi } as const
  const bond = await readCall(assay, { ...call, functionName: 'bondOf', args: [BigInt(answerBytes)] })
  const sent = await sendCall(assay, {
    ...call,
    functionName: 'requestOpening',
    args: [taskId, toHex(request)],
    value: SPARE * bond,
  })
  const { position, bondWei, answerBy } = eventOf(sent, call.address, openingsAbi, 'OpeningRequested')
  return { ...sent, position: decodePosition(position), bondWei, answerBy }
}
