import { byteSize, dtypes, elementCount, type Node, readElement } from '@assay/program'
import type { ModelCommitment, TraceCommitment } from '@assay/proof'
import { type Lie, tamperTrace } from '@assay/proof/testing'

const largest = (node: Node, bytes: Uint8Array): number => {
  let best = 0
  for (let i = 1; i < elementCount(node.shape); i++) {
    if (readElement(bytes, node.dtype, i) > readElement(bytes, node.dtype, best)) best = i
  }
  return best
}

/** Each try computes the rest of the network again. */
const MAX_TRIES = 500

/** One byte of one element pushed as far as it goes, up or down. */
const pushes = (node: Node, bytes: Uint8Array, element: number): { offset: number; xor: number }[] => {
  if (node.dtype === 'i32') return [{ offset: element * byteSize(node.dtype) + 3, xor: 0x80 }]
  const { min, max } = dtypes[node.dtype]
  const byte = bytes[element]!
  return [max, min].map((value) => ({ offset: element, xor: byte ^ (value & 0xff) })).filter(({ xor }) => xor !== 0)
}

/**
 * The lie of a provider who wants another class to win: one element of the last hidden tensor, with everything after it honestly
 * recomputed, or, where no such element turns the answer, one of the output.
 */
export const flipClass = (model: ModelCommitment, honest: TraceCommitment): TraceCommitment => {
  const { nodes } = model.program
  const last = nodes.length - 1
  const answer = largest(nodes[last]!, honest.tensors[last]!)
  for (const at of [last - 1, last]) {
    const node = nodes[at]
    if (node === undefined) continue
    for (let element = 0; element < Math.min(elementCount(node.shape), MAX_TRIES); element++) {
      for (const push of pushes(node, honest.tensors[at]!, element)) {
        const lie: Lie = { what: 'byte', node: at, ...push }
        const lying = tamperTrace(model, honest, lie, { downstream: 'recomputed' })
        if (largest(nodes[last]!, lying.tensors[last]!) !== answer) return lying
      }
    }
  }
  // A class of one, or all equal: any change of the output will do.
  return tamperTrace(model, honest, { what: 'byte', node: last, offset: 0, xor: 1 }, { downstream: 'kept' })
}
