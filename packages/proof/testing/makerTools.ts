import { type Dtype, dtypes, type Operand, type Shape } from '@assay/program'
import type { ModelBuilder } from './ModelBuilder.ts'
import type { SeededRandom } from './seededRandom.ts'
import { type Window, windowedSize } from './windowAttributes.ts'

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

/** A window that fits the image, or nothing. */
export function randomWindow(random: SeededRandom, image: Shape): Window | undefined {
  const pair = (max: number): [number, number] => [random.int(1, max), random.int(1, max)]
  const window: Window = {
    kernel: pair(3),
    stride: pair(2),
    pad: [random.int(0, 4), random.int(0, 2), random.int(0, 2), random.int(0, 4)],
    dilation: pair(2),
  }
  return Math.min(...windowedSize(image, window)) >= 1 ? window : undefined
}
