/** A copy on disk. */
export interface HeldInput {
  readonly digest: string
  readonly bytes: number
  /** When it was wanted last, milliseconds since 1970. */
  readonly wantedAt: number
}

export interface EvictionBounds {
  readonly maxBytes: number
  /** What nothing needs goes when it was not wanted for so long. */
  readonly maxAgeMs: number
  /** Younger ones stay: somebody may hold a quote for them. */
  readonly minAgeMs: number
}

/** So that the next copy is not too much again. */
const ROOM = 0.9

/** Which copies go, the oldest first: what is too old, and more where all together are too much. Never what an open task needs. Pure. */
export const chooseEvicted = (
  held: readonly HeldInput[],
  needed: ReadonlySet<string>,
  now: number,
  { maxBytes, maxAgeMs, minAgeMs }: EvictionBounds,
): readonly HeldInput[] => {
  let total = held.reduce((sum, { bytes }) => sum + bytes, 0)
  const target = total > maxBytes ? maxBytes * ROOM : maxBytes
  const evicted: HeldInput[] = []
  for (const input of held.toSorted((a, b) => a.wantedAt - b.wantedAt)) {
    const age = now - input.wantedAt
    if (age < minAgeMs || needed.has(input.digest)) continue
    if (age < maxAgeMs && total <= target) continue
    total -= input.bytes
    evicted.push(input)
  }
  return evicted
}
