import { gzipSync } from 'node:zlib'
import type { FetchedModel } from '@assay/sdk'
import type { Store } from '@assay/store'
import { describe, expect, test } from 'vitest'
import { FileInvalid, NotVerifiable } from '../errors.ts'
import { calibrationFile } from './calibrationFile.ts'
import { modelIoOf } from './modelIoOf.ts'
import { recompile } from './recompile.ts'
import { topOf } from './topOf.ts'

describe('a calibration file', () => {
  const samples = [
    [Float32Array.from([1, 2.5]), Float32Array.from([-3])],
    [Float32Array.from([0, 1e-7]), Float32Array.from([4])],
  ]
  const shape = { samples: 2, elements: [2, 1] }

  test('is read back bit for bit', () => {
    expect(calibrationFile.unpack(calibrationFile.pack(samples), shape)).toEqual(samples)
  })

  test('of another size than its recipe says is refused', () => {
    const packed = calibrationFile.pack(samples)
    expect(() => calibrationFile.unpack(packed, { samples: 3, elements: [2, 1] })).toThrow(/24 bytes, not 36/)
    expect(() => calibrationFile.unpack(packed, { samples: 1, elements: [2, 1] })).toThrow(FileInvalid)
    expect(() => calibrationFile.unpack(packed, { samples: 0, elements: [2, 1] })).toThrow(/that is 0 bytes/)
    expect(() => calibrationFile.unpack(new Uint8Array([1, 2]), shape)).toThrow(FileInvalid)
  })

  test('is not unpacked beyond what its recipe says, nor beyond the limit', () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(2 ** 22)))
    expect(() => calibrationFile.unpack(bomb, shape)).toThrow(FileInvalid)
    expect(() => calibrationFile.unpack(bomb, { samples: 2 ** 30, elements: [1] })).toThrow(/1 to 536870912 are read/)
  })
})

test('the largest elements come first, of equals the first, with what they stand for', () => {
  expect(topOf([1, 5, -2, 5], 3, ['a', 'b'])).toEqual([
    { index: 1, label: 'b', score: 5 },
    { index: 3, label: 'element 3', score: 5 },
    { index: 0, label: 'a', score: 1 },
  ])
})

test('a manifest of inputs that no program can have is refused', () => {
  const real = { name: 's', shape: [1], order: 'row-major', integer: true, dtype: 'f32', scale: 1, zero: 0 } as const
  expect(() => modelIoOf({ inputs: [real], outputs: [] })).toThrow(/"s" is f32/)
})

describe('compiling again', () => {
  // a manifest is all of a fetched model that is looked at before anything is fetched
  const nothing = new Proxy({} as Store, {
    get: (_, name) => () => Promise.reject(new RangeError(`the store was asked to ${String(name)}`)),
  })
  const fetched = (manifest: object) =>
    ({ manifest: { name: 'm', inputs: [], outputs: [], ...manifest } }) as unknown as FetchedModel

  test('needs the ONNX file, and fetches none that is too large', async () => {
    await expect(recompile(nothing, fetched({}))).rejects.toThrow(NotVerifiable)
    const huge = recompile(nothing, fetched({ onnx: { bytes: 2 ** 29 + 1, parts: [] } }))
    await expect(huge).rejects.toThrow(/onnx file has 536870913 bytes; at most 536870912/)
  })
})
