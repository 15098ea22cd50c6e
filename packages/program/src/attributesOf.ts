import type { Node } from './types.ts'

/** A node's attributes under the names its op has. */
export const attributesOf = <Name extends string>(
  node: Node,
  _slots: Readonly<Record<Name, unknown>>,
): Readonly<Record<Name, number>> =>
  // decodeDescriptor and validateProgram leave no attribute of the op absent.
  node.attributes as Record<Name, number>
