import { encodePosition, type Position, toHex } from '@assay/proof'
import { openingsAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Gives what is due at a position. Anyone may, but what a trace on demand is, only its provider or the operator that accepted says. */
export async function answerOpening(assay: Assay, taskId: Hex, position: Position, answer: Uint8Array): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.openings,
    abi: openingsAbi,
    functionName: 'answerOpening',
    args: [taskId, encodePosition(position), toHex(answer)],
  })
}
