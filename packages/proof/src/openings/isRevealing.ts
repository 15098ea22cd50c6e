import type { Position } from './Position.ts'
import { revealing } from './revealing.ts'

export function isRevealing({ tree, tensor, level, index }: Position): boolean {
  const { tree: nodes, tensor: list, level: leaves, index: first } = revealing
  return tree === nodes && tensor === list && level === leaves && index === first
}
