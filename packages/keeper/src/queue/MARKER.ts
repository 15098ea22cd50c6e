/** A job that never runs: as long as it is there, the others have not been lost. */
export const MARKER = { id: 'never-runs', delayMs: 365 * 86_400_000 } as const
