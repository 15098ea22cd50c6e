import { describe, expect, it } from 'vitest'
import { conv2dConv2dAddCases } from '../../../../vectors/cases/conv2d_conv2d_add.ts'
import { random } from '../../../../vectors/random.ts'
import { randomProgram } from '../../../../vectors/randomProgram.ts'
import { naiveProduct } from '../../test/naiveProduct.ts'
import { naiveSum } from '../../test/naiveSum.ts'
import { randomTensor } from '../../test/randomTensor.ts'
import { elementCount } from '../elementCount.ts'
import { interpretNode } from '../interpretNode.ts'
import { readElement } from '../readElement.ts'
import type { Node, TensorType } from '../types.ts'
import { conv2dConv2dAdd } from './conv2d_conv2d_add.ts'

const values = (type: TensorType, bytes: Uint8Array) =>
  Array.from({ length: elementCount(type.shape) }, (_, i) => readElement(bytes, type.dtype, i))

/** Both convolutions with unbounded sums, then their sum, all on fractions. */
const expectNaive = (node: Node, operands: readonly Uint8Array[], label: string) => {
  const { scaleX, scaleW, scaleY, zeroY, zeroB, zeroZ, lowZ, highZ, stride2, zeroX2, zeroW } = node.attributes
  const inputs = node.operands.map((type, i) => values(type, operands[i]!))
  const [least, greatest] = node.dtype === 'u8' ? [0, 255] : [-128, 127]
  const first = naiveProduct({ ...node, op: 'conv2d' }, inputs)
  const projection: Node = {
    ...node,
    op: 'conv2d',
    operands: node.operands.slice(4),
    attributes: {
      ...{ kernelH: 1, kernelW: 1, strideH: stride2!, strideW: stride2!, zeroX: zeroX2!, zeroW: zeroW! },
      ...{ zeroY: zeroB!, low: least!, high: greatest! },
    },
  }
  const second = naiveProduct(projection, inputs.slice(4))
  const naive = first.map((value, i) => {
    const [left, right] = [value - zeroY!, second[i]! - zeroB!]
    return naiveSum({ value: left, scale: scaleX! }, { value: right, scale: scaleW! }, scaleY!, zeroZ!, lowZ!, highZ!)
  })
  expect(values(node, interpretNode(node, operands)), label).toEqual(naive)
}

describe('conv2d_conv2d_add', () => {
  it.each(conv2dConv2dAddCases())('$name: as three layers on fractions', ({ name, node, operands }) => {
    expectNaive(node, operands, name)
  })

  it('agrees on random layers of random bytes', () => {
    const pick = random(24)
    let layers = 0
    while (layers < 60) {
      for (const node of randomProgram(pick).nodes) {
        if (node.op !== 'conv2d_conv2d_add') continue
        const operands = node.operands.map((type) => randomTensor(pick, type))
        expectNaive(node, operands, JSON.stringify(node))
        layers++
      }
    }
  })

  it('bounds the sums of both convolutions', () => {
    const { node } = conv2dConv2dAddCases().find(({ name }) => name === 'ties of both parities and signs')!
    const anything = { min: -128, max: 127 }
    const bound = (w: number, bias: number, w2: number, bias2: number) => {
      const constants: Readonly<Record<number, number>> = { 1: w, 2: bias, 5: w2, 6: bias2 }
      const ranges = node.operands.map(() => anything)
      return conv2dConv2dAdd.sum!(node, ranges, (operand) => constants[operand]!)
    }
    expect(bound(2, 5, 0, 0)).toEqual({ min: -251, max: 259 })
    expect(bound(0, 0, -3, 7)).toEqual({ min: -374, max: 391 })
  })
})
