import { ProofError } from '../errors.ts'
import { ZERO_HASH } from '../hash.ts'
import { TensorTree } from '../tree/TensorTree.ts'

/** A tensor of which all leaf hashes are known and some chunks. */
export class ServedTensor extends TensorTree {
  readonly #leaves: Uint8Array
  readonly #chunks: ReadonlyMap<number, Uint8Array>

  /** @param leaves all 2^depth leaf hashes, so that padding never comes in */
  constructor(leaves: Uint8Array, chunkSize: number, chunks: ReadonlyMap<number, Uint8Array> = new Map()) {
    super(leaves, ZERO_HASH, chunkSize)
    this.#leaves = leaves
    this.#chunks = chunks
  }

  has(index: number): boolean {
    return this.#chunks.has(index)
  }

  override chunk(index: number): Uint8Array {
    const chunk = this.#chunks.get(index)
    if (chunk === undefined)
      throw new ProofError(`Chunk ${index} has not been served. Fetch it, then checkChunk it in.`)
    return chunk
  }

  withChunk(index: number, chunk: Uint8Array): ServedTensor {
    return new ServedTensor(this.#leaves, this.chunkSize, new Map(this.#chunks).set(index, chunk))
  }
}
