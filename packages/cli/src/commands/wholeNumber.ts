import { UsageError } from '../errors.ts'

/** A count given on the command line in decimal digits, from 1 to `most`. */
export const wholeNumber = (text: string, option: string, most: number): number => {
  const value = Number(text)
  if (!/^[1-9]\d*$/.test(text) || value > most)
    throw new UsageError(`${option} must be a whole number from 1 to ${most}; it is "${text}".`)
  return value
}
