import { UsageError } from '../errors.ts'

/** A count given on the command line, from 1 to `most`. */
export const wholeNumber = (text: string, option: string, most: number): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new UsageError(`${option} must be a whole number from 1 to ${most}; it is "${text}".`)
  return value
}
