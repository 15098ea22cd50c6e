import { describe, expect, it } from 'vitest'
import { conv2dDepthwiseCases } from '../../../../vectors/cases/conv2d_depthwise.ts'
import { random } from '../../../../vectors/random.ts'
import { randomProgram } from '../../../../vectors/randomProgram.ts'
import { naiveProduct } from '../../test/naiveProduct.ts'
import { randomTensor } from '../../test/randomTensor.ts'
import { elementCount } from '../elementCount.ts'
import type { Interval } from '../Interval.ts'
import { interpretNode } from '../interpretNode.ts'
import { readElement } from '../readElement.ts'
import type { Node, Shape, TensorType } from '../types.ts'
import { conv2dDepthwise } from './conv2d_depthwise.ts'

const values = (type: TensorType, bytes: Uint8Array) =>
  Array.from({ length: elementCount(type.shape) }, (_, i) => readElement(bytes, type.dtype, i))

const point = { strideH: 1, strideW: 1, padTop: 0, padLeft: 0, padBottom: 0, padRight: 0, dilationH: 1, dilationW: 1 }

/** The two convolutions one after the other, each with unbounded sums and fractions. */
const expectNaive = (node: Node, operands: readonly Uint8Array[], label: string) => {
  const { zeroX, zeroW, zeroY, low, high, zeroV, zeroZ, lowZ, highZ, ...window } = node.attributes
  const inputs = node.operands.map((type, i) => values(type, operands[i]!))
  const [batch, height, width] = node.operands[0]!.shape
  const shape: Shape = [batch, height, width, node.shape[3]]
  const first: Node = {
    op: 'conv2d',
    dtype: node.dtype,
    shape,
    operands: node.operands.slice(0, 4),
    attributes: {
      ...point,
      kernelH: 1,
      kernelW: 1,
      groups: 1,
      ...{ zeroX: zeroX!, zeroW: zeroW!, zeroY: zeroY! },
      ...{ low: low!, high: high! },
    },
  }
  const second: Node = {
    op: 'conv2d',
    dtype: node.dtype,
    shape: node.shape,
    operands: [{ source: 'node', index: 0, dtype: node.dtype, shape }, ...node.operands.slice(4)],
    attributes: {
      ...window,
      groups: node.shape[3],
      ...{ zeroX: zeroY!, zeroW: zeroV!, zeroY: zeroZ! },
      ...{ low: lowZ!, high: highZ! },
    },
  }
  const naive = naiveProduct(second, [naiveProduct(first, inputs.slice(0, 4)), ...inputs.slice(4)])
  expect(values(node, interpretNode(node, operands)), label).toEqual(naive)
}

describe('conv2d_depthwise', () => {
  it.each(conv2dDepthwiseCases())('$name: as two convolutions on fractions', ({ name, node, operands }) => {
    expectNaive(node, operands, name)
  })

  it('agrees on random layers of random bytes', () => {
    const pick = random(22)
    let layers = 0
    while (layers < 60) {
      for (const node of randomProgram(pick).nodes) {
        if (node.op !== 'conv2d_depthwise') continue
        const operands = node.operands.map((type) => randomTensor(pick, type))
        expectNaive(node, operands, JSON.stringify(node))
        layers++
      }
    }
  })

  it('bounds the sums of both layers', () => {
    const scalar = (dtype: 'u8' | 'i8' | 'i32' | 'f32', index: number) =>
      ({ source: 'constant', index, dtype, shape: [1, 1, 1, 1] }) as const
    const x = { source: 'input', index: 0, dtype: 'u8', shape: [1, 1, 1, 1] } as const
    const attributes = {
      ...point,
      ...{ kernelH: 1, kernelW: 1, zeroX: 0, zeroW: 0, zeroY: 10, low: 0, high: 100 },
      ...{ zeroV: 0, zeroZ: 0, lowZ: 0, highZ: 255 },
    }
    const operands = [
      x,
      scalar('i8', 0),
      scalar('i32', 1),
      scalar('f32', 2),
      scalar('i8', 3),
      scalar('i32', 4),
      scalar('f32', 2),
    ]
    const node: Node = { op: 'conv2d_depthwise', dtype: 'u8', shape: [1, 1, 1, 1], operands, attributes }
    const anything: Interval = { min: 0, max: 255 }
    const bound = (w: number, bias: number, w2: number, bias2: number) => {
      const constants: Readonly<Record<number, number>> = { 1: w, 2: bias, 4: w2, 5: bias2 }
      return conv2dDepthwise.sum!(
        node,
        operands.map(() => anything),
        (operand) => constants[operand]!,
      )
    }
    // first: 5 + 2 x in 5..515; second: 7 - 3 (t - 10), t in 0..100, in -263..37
    expect(bound(2, 5, -3, 7)).toEqual({ min: -263, max: 515 })
    expect(bound(0, 0, 100, -50)).toEqual({ min: -1050, max: 8950 })
  })
})
