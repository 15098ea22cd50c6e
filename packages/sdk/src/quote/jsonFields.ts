import { QuoteInvalid } from '../errors.ts'

const SHOWN = 80

function fieldOf(json: unknown, name: string): unknown {
  if (typeof json !== 'object' || json === null) throw new QuoteInvalid('(the whole)', json, 'a JSON object')
  return (json as Record<string, unknown>)[name]
}

export function textField(json: unknown, name: string, pattern: RegExp, expected: string): string {
  const value = fieldOf(json, name)
  if (typeof value !== 'string' || !pattern.test(value)) throw new QuoteInvalid(name, value, expected)
  return value
}

/** A whole number, as a number or (where it may be large) a decimal string. */
export function integerField(json: unknown, name: string, max: bigint): bigint {
  const value = fieldOf(json, name)
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || text.length > SHOWN || !/^(0|[1-9][0-9]*)$/.test(text) || BigInt(text) > max) {
    throw new QuoteInvalid(name, value, `a whole number from 0 to ${max}`)
  }
  return BigInt(text)
}
