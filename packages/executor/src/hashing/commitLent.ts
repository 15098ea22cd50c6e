import {
  type Bytes32,
  commitTrace,
  HASH_BYTES,
  type ModelCommitment,
  RootHasher,
  type TraceCommitment,
} from '@assay/proof'
import { divideTensors } from './divideTensors.ts'
import type { HashThread } from './HashThread.ts'

const hasher = new RootHasher()

/**
 * As commitTrace, for tensors that nobody else reads: memory of a part of them goes to the threads and comes back, so the commitment
 * has other views of it.
 * @param ownBytes that this thread has to hash besides; Infinity if it is to leave all it can to the others
 * @throws HashThreadError if a thread ended; its tensors are lost with it
 */
export async function commitLent(
  threads: readonly Pick<HashThread, 'hash'>[],
  ownBytes: number,
  model: ModelCommitment,
  inputs: readonly Uint8Array[],
  tensors: readonly Uint8Array[],
): Promise<TraceCommitment> {
  const chunkLog2 = model.program.activationChunkLog2
  const all = [...tensors]
  const roots: Bytes32[] = []
  const divided = divideTensors(tensors, threads.length, ownBytes)
  const pending = Promise.all(
    threads.map(async (thread, i) => {
      const lent = divided[i]!
      if (lent.length === 0) return
      const buffers = lent.map((at) => tensors[at]!.buffer as ArrayBuffer)
      const hashed = await thread.hash(buffers, 2 ** chunkLog2)
      lent.forEach((at, k) => {
        all[at] = new Uint8Array(hashed.buffers[k]!)
        roots[at] = hashed.roots.subarray(k * HASH_BYTES, (k + 1) * HASH_BYTES)
      })
    }),
  )
  const isLent = new Set(divided.flat())
  tensors.forEach((tensor, at) => {
    if (!isLent.has(at)) roots[at] = hasher.tensorRoots([tensor], chunkLog2)
  })
  await pending
  return commitTrace(model, inputs, all, roots)
}
