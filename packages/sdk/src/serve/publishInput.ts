import { type Program, tensorBytes } from '@assay/program'
import type { Digest, Store } from '@assay/store'
import type { Hex } from 'viem'
import { InputWrongSize } from '../errors.ts'
import { inputRootOf } from './inputRootOf.ts'

export interface PublishedInput {
  readonly inputDigest: Digest
  readonly inputRoot: Hex
}

/** Stores the input tensors of one task, concatenated: at most 1 MiB. */
export async function publishInput(
  store: Store,
  program: Program,
  inputs: readonly Uint8Array[],
): Promise<PublishedInput> {
  const lengths = inputs.map((bytes) => bytes.length).join(', ')
  const due = program.inputs.map(tensorBytes).join(', ')
  if (lengths !== due) throw new InputWrongSize(lengths, due)
  const inputDigest = await store.put(new Uint8Array(Buffer.concat(inputs)))
  return { inputDigest, inputRoot: inputRootOf(program, inputs) }
}
