import crypto, { createHash } from 'node:crypto'
import { encoding, limits } from '@assay/program'
import { describe, expect, it, vi } from 'vitest'
import { seededRandom } from '../testing/seededRandom.ts'
import {
  HASH_BYTES,
  hashChunks,
  hashPairs,
  innerHash,
  leafHash,
  modelIdOf,
  programRootOf,
  sha256,
  traceRootOf,
} from './hash.ts'
import { joinBytes } from './joinBytes.ts'
import { toHex } from './toHex.ts'

const random = seededRandom(3)
const plainly = (...parts: Uint8Array[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return `0x${hash.digest('hex')}`
}
const text = (tag: string): Uint8Array => new TextEncoder().encode(tag)

describe('hash', () => {
  it('is SHA-256 of the parts, one after another', () => {
    expect(toHex(sha256(text('abc')))).toBe('0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(toHex(sha256())).toBe(plainly())
    expect(toHex(sha256(text('a'), text('bc')))).toBe(plainly(text('abc')))
  })

  it('hashes leaves and inner nodes as they are: their lengths keep them apart', () => {
    const [left, right] = [random.bytes(32), random.bytes(32)]
    expect(toHex(leafHash(left))).toBe(plainly(left))
    expect(toHex(innerHash(left, right))).toBe(plainly(left, right))
    const leaves = [encoding.row, encoding.descriptor, 2 ** limits.minChunkLog2]
    for (const length of leaves) expect(length).not.toBe(2 * HASH_BYTES)
  })

  it('hashes the chunks of a tensor, the last one zero-padded, as leafHash does each', () => {
    for (const length of [0, 1, 255, 256, 257, 1000]) {
      const bytes = random.bytes(length)
      const padded = new Uint8Array(Math.ceil(length / 256) * 256)
      padded.set(bytes)
      const each = Array.from({ length: padded.length / 256 }, (_, i) =>
        leafHash(padded.subarray(i * 256, i * 256 + 256)),
      )
      expect(hashChunks(bytes, 256), `${length} bytes`).toEqual(joinBytes(each))
    }
  })

  it('hashes a level, an odd one with padding on the right', () => {
    const [a, b, c, padding] = [0, 1, 2, 3].map(() => random.bytes(32)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ]
    expect(hashPairs(joinBytes([a, b, c]), padding)).toEqual(joinBytes([innerHash(a, b), innerHash(c, padding)]))
  })

  it('separates programs, models and traces by their tags', () => {
    const [a, b, c, d] = [0, 1, 2, 3].map(() => random.bytes(32)) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
    const counts = random.bytes(8)
    expect(toHex(programRootOf(a, b, c))).toBe(plainly(text('assay.program.v1'), a, b, c))
    expect(toHex(modelIdOf(counts, a, b))).toBe(plainly(text('assay.model.v1'), counts, a, b))
    expect(toHex(traceRootOf(a, b, c, d))).toBe(plainly(text('assay.trace.v1'), a, b, c, d))
  })

  it('is the same where Node has no crypto.hash', async () => {
    vi.resetModules()
    vi.doMock('node:crypto', () => ({ default: { ...crypto, hash: undefined } }))
    const old = await import('./hash.ts')
    vi.doUnmock('node:crypto')
    const bytes = random.bytes(1000)
    expect(old.hashChunks(bytes, 256)).toEqual(hashChunks(bytes, 256))
    expect(old.sha256(bytes)).toEqual(sha256(bytes))
  })
})
