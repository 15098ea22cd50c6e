import { describe, expect, it } from 'vitest'
import { explainRevert, explanations } from './explainRevert.ts'
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
    expect(Object.hasOwn(explanations, name), `write a sentence for ${name} in explanations/`).toBe(true)
    expect(text, 'what happened').toMatch(/^[A-Z0-9].*[.]$/s)
    expect(text, 'its values, where it has any').not.toContain(`${name}(`)
    expect(text, 'an argument the error does not have').not.toMatch(/undefined|NaN/)
  })

  it('explains no error that there is not', () => {
    const names = new Set<string>([...errorsAbi.map(({ name }) => name), 'Error', 'Panic'])
    expect(Object.keys(explanations).filter((name) => !names.has(name))).toEqual([])
  })

  it.each(errorsAbi.filter(({ inputs }) => inputs.length > 0).map((error) => [error.name, error] as const))(
    'says something of what %s carries',
    (name, error) => {
      const seen = new Set<string>()
      const args = new Proxy(Object.fromEntries(error.inputs.map((input) => [input.name, sample(input.type)])), {
        get: (values, key: string) => {
          seen.add(key)
          return values[key]
        },
      })
      explainRevert(name, args)
      expect(error.inputs.some((input) => seen.has(input.name))).toBe(true)
    },
  )

  it('falls back to name and arguments', () => {
    expect(explainRevert('SomethingElse', { a: 1n, b: 'x' })).toBe('The contract refused with SomethingElse(a 1, b x).')
    expect(explainRevert('constructor', {})).toBe('The contract refused with constructor().')
  })
})
