/** A small generator of numbers below a bound, the same ones for the same seed. */
export function dice(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0
    return Math.floor((((state ^ (state >>> 13)) >>> 0) / 2 ** 32) * below)
  }
}

const HOSTILE = [0, 1, 127, 128, 255]

/** Bytes of a file changed in one to four places: flipped, set, cut out, copied, repeated, cut short, swapped. */
export function mutateBytes(original: Uint8Array, seed: number): Uint8Array {
  const pick = dice(seed)
  let bytes: Uint8Array = Uint8Array.from(original)
  for (let edit = pick(4); edit >= 0; edit--) {
    const at = pick(bytes.length)
    const length = 1 + pick(pick(8) === 0 ? bytes.length : 24)
    const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]
    const kind = pick(9)
    if (kind === 0) bytes[at] = pick(256)
    else if (kind === 1) bytes[at] = bytes[at]! ^ (1 << pick(8))
    else if (kind === 2) bytes[at] = HOSTILE[pick(HOSTILE.length)]!
    else if (kind === 3) bytes = joined(before, bytes.subarray(at + length))
    else if (kind === 4) bytes = joined(before, part, after)
    else if (kind === 5) bytes = joined(before, ...new Array<Uint8Array>(1 + pick(200)).fill(part), after)
    else if (kind === 6) bytes = pick(4) === 0 ? bytes.slice(0, at) : bytes
    else if (kind === 7) bytes.copyWithin(at, pick(bytes.length), pick(bytes.length))
    // A length or number of ten bytes: as large as a varint can say.
    else bytes = joined(before, Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 255, 255, 1]), after)
    if (bytes.length > 2 ** 20) bytes = bytes.slice(0, 2 ** 20)
    if (bytes.length === 0) bytes = Uint8Array.of(pick(256))
  }
  return bytes
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
