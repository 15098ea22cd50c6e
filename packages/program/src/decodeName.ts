import { ProgramError } from './errors.ts'

/** The name that has `code` in a table of codes. */
export const decodeName = <Name extends string>(field: string, codes: Readonly<Record<Name, number>>, code: number) => {
  // Object.keys loses the literal names, which are the record's own.
  const names = Object.keys(codes) as Name[]
  const name = names.find((candidate) => codes[candidate] === code)
  if (name !== undefined) return name
  const limit = names.map((candidate) => `${codes[candidate]} (${candidate})`).join(', ')
  throw new ProgramError({ field, actual: code, limit, next: 'Use a code that docs/format.md names.' })
}
