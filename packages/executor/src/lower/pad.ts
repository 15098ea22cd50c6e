import { UnsupportedProgramError } from '../errors.ts'
import type { Lowering } from '../Lowering.ts'

/** ONNX's Pad, mode constant. */
export const pad: Lowering = ({ graph }, { shape, attributes: a }, [x]) => {
  const { dtype, shape: inner } = x!
  if (dtype === 'f32') throw new UnsupportedProgramError('pad x', 'is f32, which no node can be')
  const before = [a.before0!, a.before1!, a.before2!, a.before3!]
  const after = shape.map((size, axis) => size - inner[axis]! - before[axis]!)
  return graph.add('Pad', [x!.value(), graph.int64s([...before, ...after]), graph.scalar(dtype, a.zeroX!)])
}
