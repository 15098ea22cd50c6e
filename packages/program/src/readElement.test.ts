import { describe, expect, it } from 'vitest'
import { readElement } from './readElement.ts'
import type { Dtype } from './types.ts'
import { writeElement } from './writeElement.ts'

describe('elements', () => {
  it.each<[Dtype, number, number[]]>([
    ['u8', 255, [255]],
    ['i8', -1, [255]],
    ['i8', -128, [128]],
    ['i32', -2, [254, 255, 255, 255]],
    ['i32', 0x01020304, [4, 3, 2, 1]],
    ['i32', -(2 ** 31), [0, 0, 0, 128]],
    ['f32', 1, [0, 0, 128, 63]],
    ['f32', -Infinity, [0, 0, 128, 255]],
  ])('%s %d is little-endian', (dtype, value, expected) => {
    const bytes = new Uint8Array(3 * expected.length)
    writeElement(bytes, dtype, 1, value)
    expect([...bytes.subarray(expected.length, 2 * expected.length)]).toEqual(expected)
    expect([...bytes].filter((byte) => byte !== 0).length).toBe(expected.filter((byte) => byte !== 0).length)
    expect(readElement(bytes, dtype, 1)).toBe(value)
  })

  it('reads NaN as NaN', () => {
    expect(readElement(Uint8Array.of(1, 0, 128, 127), 'f32', 0)).toBeNaN()
  })
})
