import { describe, expect, it } from 'vitest'
import { samplePrograms } from '../../../vectors/samplePrograms.ts'
import { chunksRead } from './chunksRead.ts'
import { tensorBytes } from './tensorBytes.ts'

const readBy = (name: string, element: number) => {
  const program = samplePrograms[name]!
  const operands = program.nodes[0]!.operands.map((type) => new Uint8Array(tensorBytes(type)))
  return chunksRead(program, 0, operands, element)
}

describe('chunksRead', () => {
  it('lists the chunks under a window in the middle of an image', () => {
    // Pixel (7, 7): rows 6..8, columns 6..8, so 1,536 bytes from 46,080, 53,248 and 60,416.
    expect(readBy('3 x 3 x 512', (14 * 7 + 7) * 512)).toEqual([[11, 13, 14, 15], [0, 1, 2, 3, 4], [0], [0]])
  })

  it('leaves out what lies outside the image, in the weights too', () => {
    // Channel 511 of pixel (0, 0): only the last 2 x 2 of its 3 x 3 taps lie inside.
    const [x, w, bias, multiplier] = readBy('3 x 3 x 512', 511)
    expect(x).toEqual([0, 1])
    expect(w).toEqual([2301, 2302, 2303])
    expect([bias, multiplier]).toEqual([[1], [1]])
  })

  it('follows the data into a lookup table', () => {
    const program = samplePrograms['every op']!
    const operands = program.nodes[4]!.operands.map((type) => new Uint8Array(tensorBytes(type)).fill(200))
    expect(chunksRead({ ...program, constantChunkLog2: 4 }, 4, operands, 0)).toEqual([[0], [12]])
  })
})
