import { expect } from 'vitest'

/** Long enough for a machine busy with other things: it ends only what hangs. */
const TIMEOUT_MS = 240_000

/** Waits until `look` gives something other than undefined or false; fails with `what` when it takes too long. */
export const until = async <T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = TIMEOUT_MS,
): Promise<T> => {
  const end = Date.now() + timeoutMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
    if (Date.now() > end) expect.fail(`waited ${timeoutMs} ms in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
