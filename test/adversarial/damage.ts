import { joinBytes } from '@assay/proof'
import type { SeededRandom } from '@assay/proof/testing'

/** Blind changes of a proof's bytes; `other` is a second proof to cut pieces from. */
type Damage = (proof: Uint8Array, other: Uint8Array, random: SeededRandom) => Uint8Array

const copyWith = (proof: Uint8Array, times: number, change: (bytes: Uint8Array) => void): Uint8Array => {
  const bytes = proof.slice()
  for (let i = 0; i < times; i++) change(bytes)
  return bytes
}

/** Half of the places lie in the first bytes: claim, header, indices, descriptor. */
const place = (random: SeededRandom, length: number): number =>
  random.int(0, random.int(0, 1) === 0 ? Math.min(length, 460) - 1 : length - 1)

const span = (proof: Uint8Array, random: SeededRandom): readonly [number, number] => {
  const start = place(random, proof.length)
  return [start, Math.min(proof.length, start + random.pick([1, 4, 32, 64, 256, 1024]))]
}

export const damage: Readonly<Record<string, Damage>> = {
  'bits flipped': (proof, _other, random) =>
    copyWith(proof, random.int(1, 8), (bytes) => {
      bytes[place(random, bytes.length)]! ^= 1 << random.int(0, 7)
    }),
  'bytes replaced': (proof, _other, random) =>
    copyWith(proof, random.int(1, 8), (bytes) => {
      bytes[place(random, bytes.length)] = random.pick([0, 1, 127, 128, 255, random.int(0, 255)])
    }),
  'bytes inserted': (proof, _other, random) => {
    const at = place(random, proof.length)
    return joinBytes([proof.subarray(0, at), random.bytes(random.pick([1, 2, 4, 32])), proof.subarray(at)])
  },
  'bytes deleted': (proof, _other, random) => {
    const [start, end] = span(proof, random)
    return joinBytes([proof.subarray(0, start), proof.subarray(end)])
  },
  'bytes repeated': (proof, _other, random) => {
    const [start, end] = span(proof, random)
    return joinBytes([proof.subarray(0, end), proof.subarray(start)])
  },
  'a block zeroed': (proof, _other, random) => {
    const [start, end] = span(proof, random)
    return proof.slice().fill(0, start, end)
  },
  'the head of one and the tail of another': (proof, other, random) => {
    const at = place(random, Math.min(proof.length, other.length))
    return joinBytes([proof.subarray(0, at), other.subarray(at)])
  },
  'a block of another': (proof, other, random) => {
    const [start, end] = span(proof, random)
    const bytes = proof.slice()
    bytes.set(other.subarray(start, end).subarray(0, end - start), start)
    return bytes
  },
}
