import { keepsScale } from './keepsScale.ts'
import type { Layer } from './layer.ts'

/** The tensor whose scale a tensor has. */
export function rootOf(producers: ReadonlyMap<string, Layer>, tensor: string): string {
  let root = tensor
  for (let layer = producers.get(root); layer !== undefined && keepsScale(layer); layer = producers.get(root))
    root = layer.inputs[0]!
  return root
}
