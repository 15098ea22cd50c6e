import { describe, expect, it } from 'vitest'
import { conv2dAddCases } from '../../../../vectors/cases/conv2d_add.ts'
import { random } from '../../../../vectors/random.ts'
import { randomProgram } from '../../../../vectors/randomProgram.ts'
import { naiveProduct } from '../../test/naiveProduct.ts'
import { naiveSum } from '../../test/naiveSum.ts'
import { randomTensor } from '../../test/randomTensor.ts'
import { elementCount } from '../elementCount.ts'
import { interpretNode } from '../interpretNode.ts'
import { readElement } from '../readElement.ts'
import type { Node, TensorType } from '../types.ts'

const values = (type: TensorType, bytes: Uint8Array) =>
  Array.from({ length: elementCount(type.shape) }, (_, i) => readElement(bytes, type.dtype, i))

/** The convolution with unbounded sums, then the sum of two tensors, both on fractions. */
const expectNaive = (node: Node, operands: readonly Uint8Array[], label: string) => {
  const { scaleX, scaleW, scaleY, zeroY, zeroB, zeroZ, lowZ, highZ } = node.attributes
  const inputs = node.operands.map((type, i) => values(type, operands[i]!))
  const naive = naiveProduct({ ...node, op: 'conv2d' }, inputs).map((value, i) => {
    const [left, right] = [value - zeroY!, inputs[4]![i]! - zeroB!]
    return naiveSum({ value: left, scale: scaleX! }, { value: right, scale: scaleW! }, scaleY!, zeroZ!, lowZ!, highZ!)
  })
  expect(values(node, interpretNode(node, operands)), label).toEqual(naive)
}

describe('conv2d_add', () => {
  it.each(conv2dAddCases())('$name: as two layers on fractions', ({ name, node, operands }) => {
    expectNaive(node, operands, name)
  })

  it('agrees on random layers of random bytes', () => {
    const pick = random(21)
    let layers = 0
    while (layers < 60) {
      for (const node of randomProgram(pick).nodes) {
        if (node.op !== 'conv2d_add') continue
        const operands = node.operands.map((type) => randomTensor(pick, type))
        expectNaive(node, operands, JSON.stringify(node))
        layers++
      }
    }
  })
})
