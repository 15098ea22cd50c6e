import { expect, test } from 'vitest'
import { queueName } from './queueName.ts'

test('tells workers, chains, genesis blocks and accounts apart', () => {
  expect(queueName('settler', 31337, '0xABCDEF0123456789', '0x1234567890abcdef')).toBe(
    'assay-settler-31337-abcdef01-12345678',
  )
})
