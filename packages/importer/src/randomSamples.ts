import { dtypes } from '@assay/program'
import type { Sample } from './calibrate/Sample.ts'
import { count } from './count.ts'
import type { ModelIo } from './modelIo.ts'

/** Inputs spread evenly over what the model's input types can hold; the same ones every time. */
export function randomSamples(io: ModelIo, samples: number): Sample[] {
  let state = 1
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 8
  }
  return Array.from({ length: samples }, () =>
    io.inputs.map(({ shape, dtype, integer, scale, zero }) => {
      const { min, max } = dtypes[dtype]
      return Float32Array.from({ length: count(shape) }, () => {
        // Token ids: the first two exist in every table.
        if (dtype === 'i32') return draw() % 2
        const byte = min + (draw() % (max - min + 1))
        return integer ? byte : (byte - zero) * scale
      })
    }),
  )
}
