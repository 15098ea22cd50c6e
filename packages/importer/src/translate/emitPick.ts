import type { GraphNode } from '../graph.ts'
import type { Translation } from '../translation.ts'

/** A node whose output reads each axis of a tensor through a map; a view where the maps change nothing. */
export function emitPick(t: Translation, node: GraphNode, input: string, maps: readonly Int32Array[]): void {
  const output = node.outputs[0]!
  const from = t.shape(input)
  const same = maps.every((map, axis) => map.length === from[axis] && map.every((position, i) => position === i))
  const layer = { name: node.name, inputs: [input], output }
  t.emit(
    same ? { kind: 'reshape', ...layer } : { kind: 'pick', ...layer, maps },
    maps.map(({ length }) => length),
  )
}
