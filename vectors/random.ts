/** A seeded generator of whole numbers (mulberry32): vectors are the same wherever they are made. */
export const random = (seed: number): ((min: number, max: number) => number) => {
  let state = seed >>> 0
  return (min, max) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return min + Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * (max - min + 1))
  }
}
