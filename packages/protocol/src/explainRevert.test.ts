import { describe, expect, it } from 'vitest'
import { explainRevert } from './explainRevert.ts'
import { errorsAbi } from './index.ts'

const sample = (type: string): unknown => {
  if (type.startsWith('uint') || type.startsWith('int')) return Number(type.replace(/\D/g, '')) > 48 ? 3n : 3
  if (type === 'address') return `0x${'11'.repeat(20)}`
  return type === 'string' ? 'text' : `0x${'00'.repeat(32)}`
}

describe('explainRevert', () => {
  it.each(errorsAbi.map((error) => [error.name, error] as const))('explains %s with its arguments', (name, error) => {
    const args = Object.fromEntries(error.inputs.map((input) => [input.name, sample(input.type)]))
    const text = explainRevert(name, args)
    expect(text).toMatch(/[.:]/)
    expect(text, 'an argument the error does not have').not.toMatch(/undefined|NaN/)
  })

  it('falls back to name and arguments', () => {
    expect(explainRevert('SomethingElse', { a: 1n, b: 'x' })).toBe('The contract refused with SomethingElse(a 1, b x).')
    expect(explainRevert('constructor', {})).toBe('The contract refused with constructor().')
  })
})
