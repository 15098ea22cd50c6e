import { OnnxError } from './errors.ts'

/**
 * An int64 of the file as a number. Values beyond 2^53 occur only as "to the end" (INT64_MAX, INT64_MIN) in slices;
 * they are held at the nearest safe integer, which is beyond every dimension too.
 */
export function toInteger(value: unknown, where: string): number {
  const number = typeof value === 'number' ? value : Number(String(value))
  if (!Number.isInteger(number)) throw new OnnxError(where, `${String(value)} is not an integer.`)
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, number))
}
