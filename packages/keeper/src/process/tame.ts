const MAX_TEXT = 2_000
const MAX_ITEMS = 32
const MAX_DEPTH = 5

/** A text short enough for a log; proofs and requests end up in messages of errors. */
export const tameText = (text: string): string =>
  text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`

const tameError = (error: Error, depth: number): Record<string, unknown> => {
  const { name, message, stack, cause, ...facts } = error as Error & Readonly<Record<string, unknown>>
  return {
    type: error.constructor.name,
    message: tameText(error.message),
    ...(error.stack === undefined ? {} : { stack: tameText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: tame(error.cause, depth + 1) }),
    ...(tame(facts, depth + 1) as object),
  }
}

/**
 * What a log may hold of a value: no tensor, however it got there, and nothing of a length that strangers choose. Bytes and long
 * lists become their lengths, long texts are cut, numbers of any size become text.
 */
export const tame = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return tameText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'function' || typeof value === 'symbol') return `(${typeof value})`
  if (typeof value !== 'object' || value === null) return value
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `(${value.byteLength} bytes)`
  if (value instanceof Date) return value
  if (depth >= MAX_DEPTH) return '(more)'
  if (value instanceof Error) return tameError(value, depth)
  if (value instanceof Map || value instanceof Set) return `(${value.size} entries)`
  if (Array.isArray(value))
    return value.length > MAX_ITEMS ? `(${value.length} items)` : value.map((item) => tame(item, depth + 1))
  const entries = Object.entries(value)
  if (entries.length > MAX_ITEMS) return `(${entries.length} fields)`
  return Object.fromEntries(entries.map(([key, item]) => [key, tame(item, depth + 1)]))
}
