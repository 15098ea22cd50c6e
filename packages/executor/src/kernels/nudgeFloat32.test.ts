import { expect, test } from 'vitest'
import { nudgeFloat32 } from './nudgeFloat32.ts'

test('goes from one binary32 number to the next, across powers of two', () => {
  expect(nudgeFloat32(1, 1)).toBe(1 + 2 ** -23)
  expect(nudgeFloat32(1, -1)).toBe(1 - 2 ** -24)
  expect(nudgeFloat32(nudgeFloat32(Math.fround(0.1), 3), -3)).toBe(Math.fround(0.1))
  expect(nudgeFloat32(2, 0)).toBe(2)
})
