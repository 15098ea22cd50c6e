import { commitTrace, hashChunks, type ModelCommitment, type TraceCommitment } from '@assay/proof'
import type { HashThread } from './HashThread.ts'

/**
 * As commitTrace, for tensors that nobody else reads: memory of up to `share` of their bytes goes to the thread and comes back, so the
 * commitment has other views of it.
 * @throws HashThreadError if the thread ended; the tensors are lost with it
 */
export async function commitLent(
  thread: Pick<HashThread, 'hash'>,
  share: number,
  model: ModelCommitment,
  inputs: readonly Uint8Array[],
  tensors: readonly Uint8Array[],
): Promise<TraceCommitment> {
  const chunkBytes = 2 ** model.program.activationChunkLog2
  const lent = lendable(tensors, share)
  const pending = thread.hash(
    lent.map((at) => tensors[at]!.buffer as ArrayBuffer),
    chunkBytes,
  )
  const all = [...tensors]
  const leaves: Uint8Array[] = []
  const isLent = new Set(lent)
  tensors.forEach((tensor, at) => {
    if (!isLent.has(at)) leaves[at] = hashChunks(tensor, chunkBytes)
  })
  const hashed = await pending
  lent.forEach((at, i) => {
    all[at] = new Uint8Array(hashed.buffers[i]!)
    leaves[at] = hashed.leaves[i]!
  })
  return commitTrace(model, inputs, all, leaves)
}

/** Tensors whose memory holds nothing else, up to that share of all bytes. */
function lendable(tensors: readonly Uint8Array[], share: number): number[] {
  const uses = new Map<ArrayBufferLike, number>()
  for (const { buffer } of tensors) uses.set(buffer, (uses.get(buffer) ?? 0) + 1)
  const most = tensors.reduce((sum, { length }) => sum + length, 0) * share
  const whole = tensors
    .map((tensor, at) => ({ tensor, at }))
    .filter(({ tensor: { buffer, length } }) => uses.get(buffer) === 1 && length === buffer.byteLength && length > 0)
    .filter(({ tensor: { buffer } }) => buffer instanceof ArrayBuffer)
    .sort((a, b) => b.tensor.length - a.tensor.length)
  const lent: number[] = []
  let bytes = 0
  for (const { tensor, at } of whole) {
    if (bytes + tensor.length > most) continue
    bytes += tensor.length
    lent.push(at)
  }
  return lent
}
