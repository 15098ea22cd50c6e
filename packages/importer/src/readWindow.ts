import { OnnxError } from './errors.ts'
import type { GraphNode } from './graph.ts'

/** What convolutions and pools say of their windows, one entry for each spatial axis. */
export interface WindowAttributes {
  readonly kernel: readonly number[]
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  /** Before each axis, then after each; zeros where auto_pad says them. */
  readonly pads: readonly number[]
  readonly auto: string
}

/**
 * Reads kernel_shape, strides, dilations, pads and auto_pad.
 * @param rank spatial axes: one or two
 * @param weightKernel the kernel's shape where weights say it
 * @throws OnnxError
 */
export function readWindow(node: GraphNode, rank: number, weightKernel?: readonly number[]): WindowAttributes {
  const where = `node "${node.name}" (${node.op})`
  if (rank !== 1 && rank !== 2) throw new OnnxError(where, `${rank} spatial axes; one or two are supported.`)
  const list = (name: string, otherwise: readonly number[], length: number): readonly number[] => {
    const given = node.attributes.get(name)
    const values = Array.isArray(given) ? (given as readonly number[]) : otherwise
    if (values.length !== length)
      throw new OnnxError(where, `${name} has ${values.length} entries, expected ${length}.`)
    return values
  }
  const ones = new Array<number>(rank).fill(1)
  const kernel = list('kernel_shape', weightKernel ?? [], rank)
  const strides = list('strides', ones, rank)
  const dilations = list('dilations', ones, rank)
  for (const [name, values] of Object.entries({ kernel_shape: kernel, strides, dilations }))
    if (values.some((value) => value < 1 || value > LARGEST))
      throw new OnnxError(where, `${name} is [${values.join(', ')}]; each must be 1..${LARGEST}.`)
  const auto = String(node.attributes.get('auto_pad') ?? 'NOTSET')
  if (!AUTO.includes(auto)) throw new OnnxError(where, `auto_pad is ${auto}; it must be one of ${AUTO.join(', ')}.`)
  const none = new Array<number>(rank * 2).fill(0)
  const pads = auto === 'NOTSET' ? list('pads', none, rank * 2) : none
  if (pads.some((pad) => pad < 0 || pad > LARGEST))
    throw new OnnxError(where, `pads are [${pads.join(', ')}]; each must be 0..${LARGEST}.`)
  return { kernel, strides, dilations, pads, auto }
}

const LARGEST = 4096
const AUTO = ['NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID']
