import { describe, expect, it } from 'vitest'
import { ProofError } from './errors.ts'
import { fromHex } from './fromHex.ts'
import { toHex } from './toHex.ts'

describe('toHex and fromHex', () => {
  it('are each other, leading zeros and all', () => {
    expect(toHex(Uint8Array.of(0, 1, 255))).toBe('0x0001ff')
    expect(fromHex('0x0001Ff')).toEqual(Uint8Array.of(0, 1, 255))
    expect(fromHex('0x')).toEqual(new Uint8Array())
  })

  it('refuse what is not whole bytes', () => {
    for (const text of ['', '00', '0x0', '0xgg', '0x00 ']) expect(() => fromHex(text), text).toThrow(ProofError)
  })
})
