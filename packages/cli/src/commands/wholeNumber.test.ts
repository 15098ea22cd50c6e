import { expect, test } from 'vitest'
import { wholeNumber } from './wholeNumber.ts'

test('takes decimal digits from 1 to the most there may be', () => {
  expect([wholeNumber('1', '--top', 10), wholeNumber('10', '--top', 10)]).toEqual([1, 10])
})

test.each(['0', '11', '-1', '1.5', '1e1', '0x5', ' 5', '05', '', 'ten'])(
  'refuses "%s", and says what it takes',
  (text) => {
    expect(() => wholeNumber(text, '--top', 10)).toThrow(`--top must be a whole number from 1 to 10; it is "${text}".`)
  },
)
