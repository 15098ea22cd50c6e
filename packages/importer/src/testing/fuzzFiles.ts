import { readFileSync } from 'node:fs'
import { buildOnnx, type NodeSpec } from './buildOnnx.ts'
import { draw } from './draw.ts'
import { weights } from './weights.ts'

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`../../fixtures/${name}.onnx`, import.meta.url)))
const ints = (...values: number[]) => ({ shape: [values.length], values, type: 7 as const })
const node = (op: string, inputs: string[], output: string, attributes: NodeSpec['attributes'] = {}): NodeSpec => ({
  op,
  inputs,
  outputs: [output],
  attributes,
})

const transformer = buildOnnx({
  inputs: { ids: [1, 4] },
  inputTypes: { ids: 7 },
  outputs: ['y'],
  opset: 17,
  nodes: [
    node('Gather', ['table', 'ids'], 'e'),
    node('LayerNormalization', ['e', 'g', 'b'], 'n'),
    node('MatMul', ['n', 'w'], 'q'),
    node('Transpose', ['n'], 't', { perm: [0, 2, 1] }),
    node('MatMul', ['q', 't'], 's'),
    node('Trilu', ['square'], 'mask', { upper: 0 }),
    node('Add', ['s', 'mask'], 'm'),
    node('Softmax', ['m'], 'p', { axis: -1 }),
    node('MatMul', ['p', 'n'], 'c'),
    node('Erf', ['c'], 'r'),
    node('Mul', ['c', 'r'], 'h'),
    node('ReduceMean', ['h'], 'y', { axes: [1], keepdims: 0 }),
  ],
  constants: {
    table: weights([5, 6], 1),
    g: { shape: [6], values: draw(6, 2) },
    b: { shape: [6], values: draw(6, 3) },
    w: weights([6, 6], 4),
    square: { shape: [4, 4], values: draw(16, 5) },
  },
})

const movement = buildOnnx({
  inputs: { x: [1, 4, 5, 6] },
  outputs: ['y'],
  opset: 13,
  nodes: [
    node('Conv', ['x', 'w'], 'c', { pads: [1, 1, 1, 1] }),
    { op: 'Split', inputs: ['c', 'parts'], outputs: ['a', 'b'], attributes: { axis: 1 } },
    node('Pad', ['a', 'pads'], 'd'),
    node('Slice', ['d', 'starts', 'ends', 'axes', 'steps'], 'e'),
    node('Concat', ['b', 'e'], 'f', { axis: 1 }),
    node('Resize', ['f', '', 'scales'], 'g', { mode: 'nearest' }),
    node('GlobalAveragePool', ['g'], 'h'),
    node('HardSigmoid', ['h'], 'i'),
    node('Mul', ['g', 'i'], 'j'),
    node('DepthToSpace', ['j'], 'k', { blocksize: 2 }),
    node('Shape', ['k'], 's'),
    node('Gather', ['s', 'zero'], 'batch'),
    node('Concat', ['batch', 'rest'], 'target', { axis: 0 }),
    node('Reshape', ['k', 'target'], 'l'),
    node('Where', ['yes', 'l', 'half'], 'y'),
  ],
  constants: {
    w: weights([4, 4, 3, 3], 1),
    parts: ints(2, 2),
    pads: ints(0, 0, 1, 0, 0, 0, 1, 2),
    starts: ints(0, 7),
    ends: ints(5, 1),
    axes: ints(2, 3),
    steps: ints(1, -1),
    scales: { shape: [4], values: [1, 1, 2, 2] },
    zero: ints(0),
    rest: ints(-1),
    yes: { shape: [1], values: [1], type: 9 },
    half: { shape: [], values: [0.5] },
  },
})

const enlarging = buildOnnx({
  inputs: { x: [1, 4, 5, 6] },
  outputs: ['y'],
  opset: 13,
  nodes: [
    node('ConvTranspose', ['x', 'w', 'b'], 'a', { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 0] }),
    node('Relu', ['a'], 'r'),
    node('DequantizeLinear', ['v8', 'vs'], 'v'),
    node('ConvTranspose', ['r', 'v'], 'c', { group: 2, auto_pad: 'SAME_UPPER', strides: [1, 2] }),
    node('Resize', ['c', '', 'scales'], 'd', { mode: 'linear' }),
    node('Resize', ['d', '', '', 'sizes'], 'e', { mode: 'linear', coordinate_transformation_mode: 'align_corners' }),
    node('DepthToSpace', ['e'], 'f', { blocksize: 2, mode: 'CRD' }),
    node('SpaceToDepth', ['f'], 'g', { blocksize: 2 }),
    node('Exp', ['g'], 'h'),
    node('Div', ['e', 'h'], 'y'),
  ],
  constants: {
    w: weights([4, 4, 3, 3], 1),
    b: { shape: [4], values: draw(4, 2) },
    v8: { shape: [4, 2, 3, 2], values: draw(48, 3).map((value) => Math.round(value * 100)), type: 3 },
    vs: { shape: [2], values: [0.01, 0.02] },
    scales: { shape: [4], values: [1, 1, 2, 0.5] },
    sizes: ints(1, 4, 6, 8),
  },
})

/** What the fuzz test mutates: quantised and float files, convolutions either way, sequences, movement and shape arithmetic. */
export const fuzzFiles = (): { readonly onnx: Uint8Array; readonly inputs: readonly number[] }[] => [
  { onnx: fixture('global-qoperator'), inputs: [70] },
  { onnx: fixture('global-qdq'), inputs: [70] },
  { onnx: fixture('mixed-float'), inputs: [270] },
  { onnx: fixture('mixed-qdq-i8i8'), inputs: [270] },
  { onnx: transformer, inputs: [4] },
  { onnx: movement, inputs: [120] },
  { onnx: enlarging, inputs: [120] },
]
