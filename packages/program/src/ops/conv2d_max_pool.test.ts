import { describe, expect, it } from 'vitest'
import { conv2dMaxPoolCases } from '../../../../vectors/cases/conv2d_max_pool.ts'
import { random } from '../../../../vectors/random.ts'
import { randomProgram } from '../../../../vectors/randomProgram.ts'
import { naiveProduct } from '../../test/naiveProduct.ts'
import { randomTensor } from '../../test/randomTensor.ts'
import { elementCount } from '../elementCount.ts'
import { interpretNode } from '../interpretNode.ts'
import { readElement } from '../readElement.ts'
import type { Node, Shape, TensorType } from '../types.ts'

const values = (type: TensorType, bytes: Uint8Array) =>
  Array.from({ length: elementCount(type.shape) }, (_, i) => readElement(bytes, type.dtype, i))

const steps = (size: number, window: number, stride: number) => Math.floor((size - window) / stride) + 1

/** The convolution with unbounded sums on fractions; then each value is offered to every window that holds it. */
const expectNaive = (node: Node, operands: readonly Uint8Array[], label: string) => {
  const of = (name: string) => node.attributes[name]!
  const [batch, imageH, imageW] = node.operands[0]!.shape
  const reach = (axis: 'H' | 'W') => of(`dilation${axis}`) * (of(`kernel${axis}`) - 1) + 1
  const height = steps(imageH + of('padTop') + of('padBottom'), reach('H'), of('strideH'))
  const width = steps(imageW + of('padLeft') + of('padRight'), reach('W'), of('strideW'))
  const channels = node.shape[3]
  const between: Shape = [batch, height, width, channels]
  const inputs = node.operands.map((type, i) => values(type, operands[i]!))
  const convolved = naiveProduct({ ...node, op: 'conv2d', shape: between }, inputs)
  const [, outH, outW] = node.shape
  const naive = Array<number>(elementCount(node.shape)).fill(node.dtype === 'u8' ? 0 : -128)
  convolved.forEach((value, index) => {
    const [channel, pixel] = [index % channels, Math.floor(index / channels)]
    const [x, row] = [pixel % width, Math.floor(pixel / width)]
    const [y, image] = [row % height, Math.floor(row / height)]
    for (let i = 0; i < outH; i++)
      for (let j = 0; j < outW; j++) {
        const [down, right] = [
          y + of('poolPadTop') - i * of('poolStrideH'),
          x + of('poolPadLeft') - j * of('poolStrideW'),
        ]
        if (down < 0 || down >= of('poolH') || right < 0 || right >= of('poolW')) continue
        const at = ((image * outH + i) * outW + j) * channels + channel
        naive[at] = Math.max(naive[at]!, value)
      }
  })
  expect(values(node, interpretNode(node, operands)), label).toEqual(naive)
}

describe('conv2d_max_pool', () => {
  it.each(conv2dMaxPoolCases())('$name: as two layers, the second from the values on', ({ name, node, operands }) => {
    expectNaive(node, operands, name)
  })

  it('agrees on random layers of random bytes', () => {
    const pick = random(23)
    let layers = 0
    while (layers < 60) {
      for (const node of randomProgram(pick).nodes) {
        if (node.op !== 'conv2d_max_pool') continue
        const operands = node.operands.map((type) => randomTensor(pick, type))
        expectNaive(node, operands, JSON.stringify(node))
        layers++
      }
    }
  })
})
