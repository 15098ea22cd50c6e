import { expect, test } from 'vitest'
import { windowCounts } from './windowCounts.ts'

const axis = { size: 5, outputs: 5, kernel: 3, stride: 1, dilation: 1, padBefore: 1 }

test('counts the taps inside the image', () => {
  expect(windowCounts(axis)).toEqual([2, 3, 3, 3, 2])
  expect(windowCounts({ ...axis, padBefore: 4 })).toEqual([0, 0, 1, 2, 3])
  expect(windowCounts({ ...axis, size: 1, kernel: 2, dilation: 3, padBefore: 1, outputs: 2 })).toEqual([0, 1])
})
