import { toHex } from '@assay/proof'
import { optimisticVerifierAbi } from '@assay/protocol'
import { type Hex, zeroHash } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

export interface ResultRoots {
  readonly outputRoot: Hex
  /** Absent for a trace on demand, and for no other. */
  readonly nodesRoot?: Hex
  /** The output tensor, to be written into the event: contracts and clients then need no other source. At most 4,096 bytes. */
  readonly output?: Uint8Array
}

/** Claims a result, once and for all (RULE T-1). */
export async function submitResult(assay: Assay, taskId: Hex, result: ResultRoots): Promise<Sent> {
  const { outputRoot, nodesRoot = zeroHash, output = new Uint8Array() } = result
  return sendCall(assay, {
    address: assay.contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    functionName: 'submitResult',
    args: [taskId, outputRoot, nodesRoot, toHex(output)],
  })
}
