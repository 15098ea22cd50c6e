import { dtypes, elementCount, type Model, ops, readElement, roundHalfEven, writeElement } from '@assay/program'
import type { LaidOut } from './6-layout.ts'
import type { Quant } from './layer.ts'
import type { ReferenceTensor } from './openReference.ts'
import { indicesOf } from './storage.ts'

/** Sums of squares: of a tensor's values, and of what differs. */
export interface Noise {
  signal: number
  noise: number
}

/** Elements of each tensor that are looked at: a few hundred give the ratio to a fraction of a decibel. */
const ELEMENTS = 96

/**
 * What each layer itself adds to the error: its elements computed from the reference's own inputs, rounded to their
 * scales, instead of from what the program has made of them. Adds to `noise`, by tensor.
 * @param reference values of the tensors by name; names the file does not have are computed from what they read
 */
export function ownErrors(
  noise: ReadonlyMap<string, Noise>,
  model: Model,
  laid: LaidOut,
  inputs: readonly Uint8Array[],
  reference: (name: string) => ReferenceTensor | undefined,
): void {
  const { nodes } = model.program
  const exact = new Map<number, Uint8Array>()
  for (const name of noise.keys()) {
    const place = laid.places.get(name)!
    const found = reference(name)
    if (found === undefined || exact.has(place.index)) continue
    exact.set(place.index, stored(found, place.quant, indicesOf(place.storage)))
  }

  // Inner nodes (sums, transposes) are computed as they are needed, once per element.
  const inner = new Map<number, Map<number, number>>()
  const compute = (index: number, element: number): number => {
    const node = nodes[index]!
    return ops[node.op].element(
      node,
      (operand, at) => {
        const { source, index: from, dtype } = node.operands[operand]!
        if (source === 'input') return readElement(inputs[from]!, dtype, at)
        if (source === 'constant') return readElement(model.constants[from]!, dtype, at)
        const bytes = exact.get(from)
        if (bytes !== undefined) return readElement(bytes, dtype, at)
        const known = inner.get(from) ?? new Map<number, number>()
        inner.set(from, known)
        const value = known.get(at) ?? compute(from, at)
        known.set(at, value)
        return value
      },
      element,
    )
  }

  for (const [name, sums] of noise) {
    const { index, quant, storage } = laid.places.get(name)!
    const found = reference(name)
    if (found === undefined) continue
    const order = indicesOf(storage)
    const elements = elementCount(nodes[index]!.shape)
    const step = coprimeStep(elements)
    for (let at = 0; at < elements; at += step) {
      const value = found.values[order[at]!]!
      const expected = found.integer ? (value - quant.zero) * quant.scale : value
      sums.signal += expected ** 2
      sums.noise += (expected - (compute(index, at) - quant.zero) * quant.scale) ** 2
    }
  }
}

/** About a hundredth of the elements apart, and never a divisor of a dimension: all channels are looked at. */
function coprimeStep(elements: number): number {
  let step = Math.max(1, Math.floor(elements / ELEMENTS))
  while (divisor(step, elements) > 1) step++
  return step
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))

function stored({ values, integer }: ReferenceTensor, { dtype, scale, zero }: Quant, order: Int32Array): Uint8Array {
  const { min, max } = dtypes[dtype]
  const bytes = new Uint8Array(values.length * (dtype === 'i32' ? 4 : 1))
  order.forEach((from, at) => {
    const value = values[from]!
    const steps = integer ? value : roundHalfEven(value / scale) + zero
    writeElement(bytes, dtype, at, Math.max(min, Math.min(max, steps)))
  })
  return bytes
}
