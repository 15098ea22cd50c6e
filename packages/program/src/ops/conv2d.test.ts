import { describe, expect, it } from 'vitest'
import { conv2dCases } from '../../../../vectors/cases/conv2d.ts'
import { random } from '../../../../vectors/random.ts'
import { randomProgram } from '../../../../vectors/randomProgram.ts'
import { naiveProduct } from '../../test/naiveProduct.ts'
import { randomTensor } from '../../test/randomTensor.ts'
import { elementCount } from '../elementCount.ts'
import { interpretNode } from '../interpretNode.ts'
import { readElement } from '../readElement.ts'
import type { Node, TensorType } from '../types.ts'

const values = (type: TensorType, bytes: Uint8Array) =>
  Array.from({ length: elementCount(type.shape) }, (_, i) => readElement(bytes, type.dtype, i))

const expectNaive = (node: Node, operands: readonly Uint8Array[], label: string) => {
  const naive = naiveProduct(
    node,
    node.operands.map((type, i) => values(type, operands[i]!)),
  )
  expect(values(node, interpretNode(node, operands)), label).toEqual(naive)
}

describe('conv2d', () => {
  it.each(conv2dCases())('$name: as with a padded image, unbounded sums and fractions', ({ name, node, operands }) => {
    expectNaive(node, operands, name)
  })

  it('agrees on random convolutions of random bytes', () => {
    const pick = random(2)
    let convolutions = 0
    while (convolutions < 60) {
      for (const node of randomProgram(pick).nodes) {
        if (node.op !== 'conv2d') continue
        expectNaive(
          node,
          node.operands.map((type) => randomTensor(pick, type)),
          JSON.stringify(node),
        )
        convolutions++
      }
    }
  })
})
