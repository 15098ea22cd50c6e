import type { ModelIo, TensorIo } from '@assay/importer'
import type { Manifest, TensorMeaning } from '@assay/sdk'
import { UsageError } from '../errors.ts'

const tensorIoOf = (meaning: TensorMeaning): TensorIo => {
  const { name, shape, order, integer, dtype, scale, zero } = meaning
  if (dtype === 'f32')
    throw new UsageError(
      `tensor "${name}" is f32 in this model's manifest; inputs and outputs are u8, i8 or i32. Ask its author to publish it again.`,
    )
  return { name, shape, order, integer, dtype, scale, zero }
}

/** What a manifest says about inputs and outputs, as the importer has it. */
export const modelIoOf = ({ inputs, outputs }: Pick<Manifest, 'inputs' | 'outputs'>): ModelIo => ({
  inputs: inputs.map(tensorIoOf),
  outputs: outputs.map(tensorIoOf),
})
