import type { Layer } from './layer.ts'

/** Pools that choose and views keep the scale of what they read: the tensor whose scale a tensor has. */
export function rootOf(layers: readonly Layer[], tensor: string): string {
  const layer = layers.find(({ output }) => output === tensor)
  const keeps = layer?.kind === 'max_pool' || layer?.kind === 'reshape' || layer?.kind === 'transpose'
  return keeps ? rootOf(layers, layer.inputs[0]!) : tensor
}
