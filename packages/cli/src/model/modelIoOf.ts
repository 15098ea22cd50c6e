import type { ModelIo, TensorIo } from '@assay/importer'
import type { Manifest, TensorMeaning } from '@assay/sdk'
import { UsageError } from '../errors.ts'

const tensorIoOf = (meaning: TensorMeaning): TensorIo => {
  const { name, shape, order, integer, dtype, scale, zero } = meaning
  if (dtype !== 'u8' && dtype !== 'i8')
    throw new UsageError(
      `tensor "${name}" of this model is ${dtype}; u8 and i8 can be told from numbers and to numbers. Use its bytes (assay task request with a .bin file).`,
    )
  return { name, shape, order, integer, dtype, scale, zero }
}

/** What a manifest says about inputs and outputs, as the importer has it. */
export const modelIoOf = ({ inputs, outputs }: Pick<Manifest, 'inputs' | 'outputs'>): ModelIo => ({
  inputs: inputs.map(tensorIoOf),
  outputs: outputs.map(tensorIoOf),
})
