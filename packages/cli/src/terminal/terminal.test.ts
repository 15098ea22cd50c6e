import { describe, expect, test } from 'vitest'
import { drawDigit } from './drawDigit.ts'
import { formatTable } from './formatTable.ts'

describe('terminal', () => {
  test('draws a digit without its blank borders, two columns a pixel', () => {
    const pixels = new Uint8Array(784)
    pixels[28 * 5 + 1] = 255
    pixels[28 * 6 + 1] = 128
    expect(drawDigit(pixels)).toBe('  ██\n  ▒▒')
  })

  test('draws an empty image as nothing', () => {
    expect(drawDigit(new Uint8Array(784))).toBe('')
  })

  test('aligns columns', () => {
    expect(
      formatTable(
        ['op', 'gas'],
        [
          ['conv2d', '9'],
          ['add', '10'],
        ],
        [1],
      ),
    ).toBe('op      gas\n------  ---\nconv2d    9\nadd      10')
  })
})
