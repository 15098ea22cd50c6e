import { gunzipSync, gzipSync } from 'node:zlib'
import type { Sample } from '@assay/importer'
import type { Recipe } from '@assay/sdk'
import { FileInvalid } from '../errors.ts'

/** Unpacked. What is larger is not taken from a stranger. */
const MAX_BYTES = 2 ** 29

/** What `calibrationFile.pack` is published as at most; a recipe with more samples than fit is published without them. */
const MAX_PACKED_BYTES = 2 ** 26

/** The calibration file of a manifest: gzip of binary32, little-endian, sample after sample, input after input. */
export const calibrationFile = {
  maxPackedBytes: MAX_PACKED_BYTES,

  pack(samples: readonly Sample[]): Uint8Array {
    const total = samples.reduce((sum, sample) => sum + sample.reduce((n, { length }) => n + length, 0), 0)
    const bytes = Buffer.alloc(4 * total)
    let at = 0
    for (const sample of samples)
      for (const input of sample)
        for (const value of input) {
          bytes.writeFloatLE(value, at)
          at += 4
        }
    return new Uint8Array(gzipSync(bytes))
  },

  unpack(packed: Uint8Array, { samples, elements }: NonNullable<Recipe['calibration']>): Sample[] {
    const wanted = 4 * samples * elements.reduce((a, b) => a + b, 0)
    const fail = (why: string): never => {
      throw new FileInvalid(
        `the calibration file does not hold what its recipe says, ${samples} samples of ${elements.join(' + ')} numbers: ${why}. Ask the model's author to publish it again.`,
      )
    }
    if (wanted === 0 || wanted > MAX_BYTES) return fail(`that is ${wanted} bytes, and 1 to ${MAX_BYTES} are read`)
    let bytes: Buffer
    try {
      bytes = gunzipSync(packed, { maxOutputLength: wanted })
    } catch (cause) {
      return fail(cause instanceof Error ? cause.message : String(cause))
    }
    if (bytes.length !== wanted) return fail(`it has ${bytes.length} bytes, not ${wanted}`)
    let at = 0
    return Array.from({ length: samples }, () =>
      elements.map((count) =>
        Float32Array.from({ length: count }, () => {
          at += 4
          return bytes.readFloatLE(at - 4)
        }),
      ),
    )
  },
}
