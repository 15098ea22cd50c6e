import type { Shape } from '@assay/program'
import type { Graph } from '../Graph.ts'

/** Convolution weights from the committed order OHWI to ONNX's OIHW; one byte each. Where both orders are one, no copy; else in the graph's scratch. */
export function permuteToOihw(graph: Graph, weights: Uint8Array, [outputs, height, width, inputs]: Shape): Uint8Array {
  const taps = height * width
  if (taps === 1 || inputs === 1) return weights
  const permuted = graph.scratch(weights.length)
  let from = 0
  for (let output = 0; output < outputs; output++) {
    for (let tap = 0; tap < taps; tap++) {
      for (let input = 0; input < inputs; input++) {
        permuted[(output * inputs + input) * taps + tap] = weights[from++]!
      }
    }
  }
  return permuted
}
