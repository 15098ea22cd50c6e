import { type Dtype, dtypes, type Operand } from '@assay/program'
import type { ModelBuilder } from './ModelBuilder.ts'
import type { SeededRandom } from './seededRandom.ts'

/** Adds a node over some of the tensors, or nothing where none fits. */
export type Maker = (model: ModelBuilder, random: SeededRandom, tensors: readonly Operand[]) => Operand | undefined

export const isByte = ({ dtype }: Operand): boolean => dtype === 'u8' || dtype === 'i8'

// Later tensors are likelier, so that programs grow deep rather than wide.
export function choose(
  random: SeededRandom,
  tensors: readonly Operand[],
  fits: (tensor: Operand) => boolean,
): Operand | undefined {
  const fitting = tensors.filter(fits)
  return fitting.length === 0
    ? undefined
    : fitting[Math.max(random.int(0, fitting.length - 1), random.int(0, fitting.length - 1))]
}

export function within(random: SeededRandom, dtype: Dtype): number {
  return random.int(dtypes[dtype].min, dtypes[dtype].max)
}

export function clampBounds(random: SeededRandom, dtype: Dtype): { zeroY: number; low: number; high: number } {
  const { min, max } = dtypes[dtype]
  const tight = random.int(0, 3) === 0
  return {
    zeroY: within(random, dtype),
    low: tight ? random.int(min, min + 60) : min,
    high: tight ? random.int(max - 60, max) : max,
  }
}

export function list<T>(length: number, item: () => T): T[] {
  return Array.from({ length }, item)
}
