import type { Change } from './ModelDiff.ts'

type Value = string | number | undefined

/** The fields of either record whose values differ, in the order of `a`, then what only `b` has. */
export const diffFields = (a: Readonly<Record<string, Value>>, b: Readonly<Record<string, Value>>): Change[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((field) =>
    Object.is(a[field], b[field]) ? [] : [{ field, a: a[field], b: b[field] }],
  )
