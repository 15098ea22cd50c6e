import type { TransposedWindow } from './transposedWindowOf.ts'

/** One axis of a transposed convolution, as the plain convolution that computes all its phases side by side. */
export interface PhaseAxis {
  /** Outputs from one element of the convolution to the next: each is a channel of its own there. */
  readonly phases: number
  /** Length of the convolution's kernel, and its padding. */
  readonly taps: number
  readonly padBefore: number
  readonly padAfter: number
  /** Elements it computes; `phases` times as many once interleaved, of which `cut` at the start and what exceeds the output are left out. */
  readonly elements: number
  readonly cut: number
  /** For each phase and tap, the tap of the transposed kernel, or -1 where none falls there. */
  readonly tapOf: readonly (readonly number[])[]
}

/**
 * Outputs that are a stride apart read the same taps of neighbouring elements: they are one phase. Shifted by `cut`, all
 * phases together need the fewest neighbours; shifts are tried in order and the first of the best is taken.
 */
export function phasesOf(
  window: TransposedWindow,
  [height, width]: readonly [number, number],
): readonly [PhaseAxis, PhaseAxis] {
  return [axisOf(window, 0, height), axisOf(window, 1, width)]
}

function axisOf({ kernel, strides, dilations, before, out }: TransposedWindow, axis: 0 | 1, size: number): PhaseAxis {
  const [phases, dilation] = [strides[axis], dilations[axis]]
  // Tap k of the phase r of element m reads element m - (k * dilation - before + cut - r) / phases.
  const first = (cut: number) => Math.floor((cut - before[axis]) / phases)
  const last = (cut: number) => Math.max(0, Math.floor(((kernel[axis] - 1) * dilation - before[axis] + cut) / phases))
  let cut = 0
  for (let other = 1; other < phases; other++) if (last(other) - first(other) < last(cut) - first(cut)) cut = other
  const taps = last(cut) - first(cut) + 1
  const padBefore = last(cut)
  const padAfter = Math.max(0, Math.ceil((out[axis] + cut) / phases) - first(cut) - size)
  return {
    phases,
    taps,
    padBefore,
    padAfter,
    elements: size + padBefore + padAfter - taps + 1,
    cut,
    tapOf: Array.from({ length: phases }, (_, phase) =>
      Array.from({ length: taps }, (_, tap) => {
        const found = (phases * (padBefore - tap) + before[axis] - cut + phase) / dilation
        return Number.isInteger(found) && found >= 0 && found < kernel[axis] ? found : -1
      }),
    ),
  }
}
