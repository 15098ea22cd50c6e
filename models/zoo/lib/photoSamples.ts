import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sample } from '@assay/importer'
import { PNG } from 'pngjs'
import { random as seededRandom } from '../../digits/train/random.ts'
import { faceApi } from './faceApi.ts'
import { fetchPackage } from './fetchPackage.ts'

export interface Pixels {
  readonly height: number
  readonly width: number
  /** What the network reads for a byte of a colour (0 red, 1 green, 2 blue). */
  value(byte: number, colour: number): number
}

const FILES = ['facemesh.png', 'screenshot-images.png', 'screenshot-webcam.png']

/** Random square crops of the photographs that come with face-api's demonstration, resized, as float32 [1, 3, H, W]. */
export async function photoSamples(count: number, seed: number, pixels: Pixels): Promise<Sample[]> {
  const folder = join(await fetchPackage(faceApi), 'demo')
  const photos = FILES.map((file) => PNG.sync.read(readFileSync(join(folder, file))))
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => {
    const photo = photos[Math.floor(random() * photos.length)]!
    const shorter = Math.min(photo.width, photo.height)
    const side = Math.floor(shorter * (0.2 + 0.8 * random()))
    const left = Math.floor(random() * (photo.width - side))
    const top = Math.floor(random() * (photo.height - side))
    return [crop(photo, left, top, side, pixels)]
  })
}

/** The mean of the source pixels under each target pixel. */
function crop(photo: PNG, left: number, top: number, side: number, { height, width, value }: Pixels): Float32Array {
  const result = new Float32Array(3 * height * width)
  for (let y = 0; y < height; y++) {
    const rows = span(y, height, side)
    for (let x = 0; x < width; x++) {
      const columns = span(x, width, side)
      for (let colour = 0; colour < 3; colour++) {
        let sum = 0
        for (let row = rows.from; row < rows.to; row++)
          for (let column = columns.from; column < columns.to; column++)
            sum += photo.data[4 * ((top + row) * photo.width + left + column) + colour]!
        const mean = sum / ((rows.to - rows.from) * (columns.to - columns.from))
        result[(colour * height + y) * width + x] = value(mean, colour)
      }
    }
  }
  return result
}

const span = (index: number, count: number, side: number) => {
  const from = Math.floor((index * side) / count)
  return { from, to: Math.max(from + 1, Math.floor(((index + 1) * side) / count)) }
}
