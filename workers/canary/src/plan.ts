import type { Intent } from './Intent.ts'

const DAY_MS = 86_400_000

/**
 * Milliseconds until the next wrong result: exponential, so that the times of earlier ones tell nothing about it.
 * @param drawn from 0 up to 1
 */
export const nextDelayMs = (perDay: number, drawn: number): number => (-Math.log(1 - drawn) * DAY_MS) / perDay

/** Sum of the locks of the intents planned in the UTC day of `now` that were answered, or may yet be. */
export const spentToday = (intents: readonly Pick<Intent, 'plannedAt' | 'lock' | 'ended'>[], now: number): bigint => {
  const day = Math.floor(now / DAY_MS)
  return intents
    .filter((intent) => Math.floor(intent.plannedAt / DAY_MS) === day && intent.ended !== 'not-answered')
    .reduce((sum, { lock }) => sum + BigInt(lock), 0n)
}
