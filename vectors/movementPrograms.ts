import type { Attributes, Node, Operand, OpName, Program, TensorType } from '@assay/program'

const input = (index: number, type: TensorType): Operand => ({ source: 'input', index, ...type })
const constant = (index: number, type: TensorType): Operand => ({ source: 'constant', index, ...type })
const node = (index: number, type: TensorType): Operand => ({ source: 'node', index, ...type })

const u8 = (...shape: TensorType['shape']): TensorType => ({ dtype: 'u8', shape })
const i8 = (...shape: TensorType['shape']): TensorType => ({ dtype: 'i8', shape })
const i32 = (...shape: TensorType['shape']): TensorType => ({ dtype: 'i32', shape })

/** A chain of every op that moves elements: pad, slice, transpose, gather, resize_nearest, concat. The last constant is spare. */
export const movement: Program = (() => {
  const image = u8(1, 4, 6, 3)
  const constants = [
    i32(1, 1, 1, 5),
    i32(1, 1, 1, 7),
    i32(1, 1, 1, 6),
    i8(1, 7, 6, 2),
    { dtype: 'f32', shape: [1, 1, 1, 5] } as const,
  ]
  const c = (index: number): Operand => constant(index, constants[index]!)
  const padded = u8(1, 6, 8, 3)
  const sliced = u8(1, 3, 4, 3)
  const turned = u8(1, 3, 3, 4)
  const gathered = u8(1, 3, 5, 4)
  const resized = u8(1, 7, 6, 4)
  const nodes: Node[] = [
    {
      op: 'pad',
      ...padded,
      operands: [input(0, image)],
      attributes: { before0: 0, before1: 1, before2: 1, before3: 0, zeroX: 7 },
    },
    {
      op: 'slice',
      ...sliced,
      operands: [node(0, padded)],
      attributes: { start0: 0, start1: 5, start2: 1, start3: 0, step0: 1, step1: -2, step2: 2, step3: 1 },
    },
    {
      op: 'transpose',
      ...turned,
      operands: [node(1, sliced)],
      attributes: { perm0: 0, perm1: 3, perm2: 1, perm3: 2 },
    },
    { op: 'gather', ...gathered, operands: [node(2, turned), c(0)], attributes: {} },
    { op: 'resize_nearest', ...resized, operands: [node(3, gathered), c(1), c(2)], attributes: {} },
    {
      op: 'concat',
      ...i8(1, 7, 6, 6),
      operands: [node(4, resized), c(3)],
      attributes: {
        axis: 3,
        ...{ zero0: 128, zero1: -1, zero2: 0, zero3: 0, zeroY: 3, low: -128, high: 127 },
        ...{ scale0: 0.5, scale1: 0.25, scale2: 0, scale3: 0, scaleY: 2 },
      },
    },
  ]
  return { nodes, inputs: [image], constants, constantChunkLog2: 10, activationChunkLog2: 12 }
})()

const single = (op: OpName, output: TensorType, inputs: TensorType[], attributes: Attributes, log2 = 8): Program => ({
  nodes: [{ op, ...output, operands: inputs.map((type, i) => input(i, type)), attributes }],
  inputs,
  constants: [],
  constantChunkLog2: log2,
  activationChunkLog2: log2,
})

const byte = { zeroY: 0, low: 0, high: 255 }
const part = u8(2, 3, 4, 5)

/** Valid programs of the ops that move elements, by name. */
export const movementPrograms: Readonly<Record<string, Program>> = {
  'every op that moves elements': movement,
  'every op that moves elements, smallest chunks': { ...movement, constantChunkLog2: 8, activationChunkLog2: 8 },
  'a concat of three': single('concat', u8(6, 3, 4, 5), [part, part, part], {
    axis: 0,
    ...{ zero0: 0, zero1: 255, zero2: 1, zero3: 0, ...byte },
    ...{ scale0: 2 ** -60, scale1: 2 ** 60, scale2: 1, scale3: 0, scaleY: 1 },
  }),
  'a concat of four, largest chunks': single(
    'concat',
    u8(2, 12, 4, 5),
    [part, part, i8(2, 3, 4, 5), part],
    {
      axis: 1,
      ...{ zero0: 0, zero1: 255, zero2: -128, zero3: 4, ...byte },
      ...{ scale0: 1, scale1: 1, scale2: 1, scale3: 1, scaleY: 1 },
    },
    13,
  ),
  'an i32 padded with the smallest of them': single('pad', i32(1, 2, 3, 9), [i32(1, 2, 3, 4)], {
    ...{ before0: 0, before1: 0, before2: 0, before3: 5, zeroX: -(2 ** 31) },
  }),
  'a slice of one element with the longest steps': single('slice', i8(1, 1, 1, 1), [i8(2, 3, 4, 5)], {
    ...{ start0: 1, start1: 2, start2: 3, start3: 4 },
    ...{ step0: 2 ** 31 - 1, step1: -(2 ** 31), step2: -1, step3: 1 },
  }),
  'a table of 2^20 chunks': single(
    'gather',
    u8(1, 1, 3, 2 ** 13),
    [u8(1, 1, 2 ** 20, 2 ** 13), i32(1, 1, 1, 3)],
    {},
    13,
  ),
  'an axis reversed over 2^20 chunks': single('slice', u8(1, 1, 2 ** 28, 1), [u8(1, 1, 2 ** 28, 1)], {
    ...{ start0: 0, start1: 0, start2: 2 ** 28 - 1, start3: 0 },
    ...{ step0: 1, step1: 1, step2: -1, step3: 1 },
  }),
}
