import type { Layer } from './layer.ts'

const KEEP: readonly Layer['kind'][] = [
  'max_pool',
  'reduce_max',
  'reshape',
  'transpose',
  'slice',
  'gather',
  'pick',
  'pad',
]

/** Layers that choose, move, view or average elements: their output has the scale of their (first) input. */
export const keepsScale = (layer: Layer): boolean =>
  KEEP.includes(layer.kind) || ((layer.kind === 'binary' || layer.kind === 'matmul') && layer.keepsScale === true)
