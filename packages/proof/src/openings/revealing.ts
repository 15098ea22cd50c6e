import { LIST, levels, type Position } from './Position.ts'

/** Where a trace on demand is demanded as long as nothing of it is known: no other position of its nodes can be. */
export const revealing: Position = { tree: 'node', tensor: LIST, level: levels.leaves, index: 0 }
