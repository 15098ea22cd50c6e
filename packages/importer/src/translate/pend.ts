import type { GraphNode } from '../graph.ts'
import type { Clamp } from '../layer.ts'
import type { Translation, Value } from '../translation.ts'

/**
 * A function of one tensor stays pending until something needs its values: so a chain, or a whole graph of functions of
 * one tensor, becomes one table, computed in binary64 and rounded once.
 */
export function pend(t: Translation, node: GraphNode, name: string | undefined, apply: (x: number) => number): void {
  const { tensor, apply: before, depth = 0 } = shallow(t, name)
  t.set(node.outputs[0]!, { tensor, apply: before === undefined ? apply : (x) => apply(before(x)), depth: depth + 1 })
}

/** Functions of functions call each other; deeper than this, a table is made first. */
const DEEPEST = 256

/** The value, under not too many functions. */
export function shallow(t: Translation, name: string | undefined): Value {
  const value = t.value(name)
  return (value.depth ?? 0) < DEEPEST ? value : { tensor: t.tensor(name) }
}

/** A clamp after a layer that only it reads becomes that layer's own. */
export function clampOrPend(t: Translation, node: GraphNode, name: string | undefined, bounds: Clamp): void {
  const layer = t.sole(name)
  if (layer !== undefined && 'clamp' in layer && (layer.clamp?.low ?? bounds.low) <= bounds.high) {
    const low = Math.max(bounds.low, layer.clamp?.low ?? bounds.low)
    layer.clamp = { low, high: Math.max(low, Math.min(bounds.high, layer.clamp?.high ?? bounds.high)) }
    t.rename(layer, node.outputs[0]!)
    return
  }
  pend(t, node, name, (x) => Math.min(bounds.high, Math.max(bounds.low, x)))
}
