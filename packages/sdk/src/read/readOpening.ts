import { encodePosition, HASH_BYTES, type Position } from '@assay/proof'
import { openingsAbi } from '@assay/protocol'
import { type Hex, zeroAddress } from 'viem'
import type { Assay } from '../Assay.ts'
import type { OpeningView } from '../opening/OpeningView.ts'
import { readCall } from './readCall.ts'

/** Undefined while nobody has demanded what the position shows. */
export async function readOpening(assay: Assay, taskId: Hex, position: Position): Promise<OpeningView | undefined> {
  const { asker, answerBy, answeredAt, bondWei, hash, hashes, chunkLog2 } = await readCall(assay, {
    address: assay.contracts.openings,
    abi: openingsAbi,
    functionName: 'openingOf',
    args: [taskId, encodePosition(position)],
  })
  if (asker === zeroAddress) return undefined
  const length = hashes === 0 ? 2 ** chunkLog2 : hashes * HASH_BYTES
  return {
    ...{ taskId, position, asker, answerBy, bondWei, hash, length },
    ...(answeredAt === 0n ? {} : { answeredAt }),
  }
}
