import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import { FileInvalid, UsageError } from '../errors.ts'
import { checkWhole } from './checkWhole.ts'
import { cropImage } from './cropImage.ts'
import { decodePng } from './decodePng.ts'
import { describeClamped } from './describeClamped.ts'
import type { Image } from './Image.ts'
import { imageLayout } from './imageLayout.ts'
import { imageToNumbers } from './imageToNumbers.ts'
import { presets } from './Preprocessing.ts'
import { preprocessingOf } from './preprocessOptions.ts'
import { resizeImage } from './resizeImage.ts'
import { toChannels } from './toChannels.ts'

const png = (width: number, height: number, rgba: readonly number[]): Uint8Array => {
  const image = new PNG({ width, height })
  image.data = Buffer.from(rgba)
  return new Uint8Array(PNG.sync.write(image))
}
const grey = (width: number, height: number, values: readonly number[]): Image => ({
  ...{ width, height, channels: 1 as const },
  values: Float32Array.from(values),
})
const input = (shape: readonly number[], order: 'row-major' | 'channels-last' = 'row-major') => ({
  ...{ name: 'x', shape, order },
})

describe('a PNG file', () => {
  test('is decoded, what is transparent over white', () => {
    const image = decodePng(png(2, 1, [10, 20, 30, 255, 0, 0, 0, 51]), 'a.png')
    expect(image).toMatchObject({ width: 2, height: 1, channels: 3 })
    expect(image.values.map(Math.round)).toEqual(Float32Array.from([10, 20, 30, 204, 204, 204]))
  })

  test('that is none, or cut short, is refused by name', () => {
    expect(() => decodePng(new Uint8Array(100), 'a.png')).toThrow(FileInvalid)
    const whole = png(2, 2, new Array(16).fill(7))
    expect(() => decodePng(whole.subarray(0, whole.length - 20), 'a.png')).toThrow(/a\.png is not a PNG image/)
  })

  test('that is another kind of picture under that name is told so', () => {
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200, 0xff)])
    expect(() => decodePng(jpeg, 'a.png')).toThrow('a.png is not a PNG image that can be read (it is a JPEG). Save it')
    expect(() => decodePng(Buffer.alloc(200, 0x41), 'a.png')).toThrow(/its 200 bytes do not begin as one/)
  })

  test('that claims a huge size is refused before anything is allocated', () => {
    const bytes = Buffer.from(png(1, 1, [0, 0, 0, 255]))
    bytes.writeUInt32BE(100_000, 16)
    bytes.writeUInt32BE(100_000, 20)
    expect(() => decodePng(bytes, 'bomb.png')).toThrow(/claims 100000 x 100000 pixels/)
  })
})

describe('pictures', () => {
  test('become grey by brightness, and coloured by repetition', () => {
    const red: Image = { width: 1, height: 1, channels: 3, values: Float32Array.from([255, 0, 0]) }
    expect(toChannels(red, 1).values[0]).toBeCloseTo(76.245, 2)
    expect([...toChannels(grey(2, 1, [1, 2]), 3).values]).toEqual([1, 1, 1, 2, 2, 2])
  })

  test('are enlarged by interpolation between pixel centres', () => {
    expect([...resizeImage(grey(2, 1, [0, 100]), 4, 1, 'bilinear').values]).toEqual([0, 25, 75, 100])
    expect([...resizeImage(grey(2, 1, [0, 100]), 4, 1, 'nearest').values]).toEqual([0, 0, 100, 100])
  })

  test('are shrunk so that every pixel counts, the nearer the more', () => {
    // shares 3 : 3 : 1 of what lies within two pixels of the middle
    const [left, right] = resizeImage(grey(4, 1, [0, 200, 0, 200]), 2, 1, 'bilinear').values
    expect(left).toBeCloseTo((3 * 200) / 7, 3)
    expect(right).toBeCloseTo((4 * 200) / 7, 3)
  })

  test('keep one value however they are resized', () => {
    for (const [width, height] of [
      [1, 1],
      [7, 3],
      [29, 31],
    ] as const)
      for (const value of resizeImage(grey(5, 4, new Array(20).fill(42)), width, height, 'bilinear').values)
        expect(value).toBeCloseTo(42, 3)
  })

  test('are cut to the middle', () => {
    const wide = grey(4, 2, [1, 2, 3, 4, 5, 6, 7, 8])
    expect(cropImage(wide, 10, 10)).toEqual(grey(2, 2, [2, 3, 6, 7]))
    expect(cropImage(wide, 4, 2)).toEqual(wide)
  })
})

describe("a model's input", () => {
  test.each([
    [[1, 3, 8, 9], { channels: 3, height: 8, width: 9, order: 'nchw' }],
    [[1, 8, 9, 3], { channels: 3, height: 8, width: 9, order: 'nhwc' }],
    [[1, 8, 9], { channels: 1, height: 8, width: 9, order: 'nchw' }],
    [[1, 784], { channels: 1, height: 28, width: 28, order: 'nhwc' }],
    [[28, 28], { channels: 1, height: 28, width: 28, order: 'nhwc' }],
  ])('[%s] takes a picture', (shape, expected) => {
    expect(imageLayout(input(shape))).toEqual(expected)
  })

  test('that can be read both ways is read as asked', () => {
    expect(imageLayout(input([1, 3, 5, 3]), 'nhwc')).toMatchObject({ height: 3, width: 5, order: 'nhwc' })
    expect(imageLayout(input([1, 3, 5, 3]), 'nchw')).toMatchObject({ height: 5, width: 3, order: 'nchw' })
  })

  test.each([[[2, 3, 8, 8]], [[1, 64, 8, 8]], [[1, 10]]])('[%s] takes none, and the message says why', (shape) => {
    expect(() => imageLayout(input(shape))).toThrow(UsageError)
  })

  test('gets pixels in its own order, normalised channel by channel', () => {
    const picture: Image = { width: 2, height: 1, channels: 3, values: Float32Array.from([255, 0, 51, 0, 255, 102]) }
    const how = { ...presets.unit, mean: [0, 0.5, 0], std: [1, 0.5, 0.1] }
    const close = (values: Float32Array) => [...values].map((value) => Math.round(value * 1e4) / 1e4)
    expect(close(imageToNumbers(picture, input([1, 3, 1, 2]), how))).toEqual([1, 0, -1, 1, 2, 4])
    expect(close(imageToNumbers(picture, input([1, 1, 2, 3]), { ...how, layout: 'nhwc' }))).toEqual([1, -1, 2, 0, 1, 4])
  })

  test('of digits: dark ink on paper is inverted, light ink on dark is not', () => {
    const paper = grey(3, 3, [255, 255, 255, 255, 0, 255, 255, 255, 255])
    const chalk = grey(3, 3, [0, 0, 0, 0, 255, 0, 0, 0, 0])
    const expected = [0, 0, 0, 0, 1, 0, 0, 0, 0]
    for (const picture of [paper, chalk])
      expect([...imageToNumbers(picture, input([1, 1, 3, 3]), presets.digits)]).toEqual(expected)
  })

  test('refuses means of another number of channels', () => {
    const how = { ...presets.unit, mean: [0, 0] }
    expect(() => imageToNumbers(grey(1, 1, [0]), input([1, 3, 1, 1]), how)).toThrow(/--mean has 2 numbers/)
  })
})

test('numbers outside the range of an input are told, unless they are a few', () => {
  const io = {
    name: 'x',
    shape: [200],
    order: 'row-major',
    integer: false,
    dtype: 'u8',
    scale: 1 / 255,
    zero: 0,
  } as const
  const values = Float32Array.from({ length: 200 }, (_, i) => i / 199)
  expect(describeClamped(values, io, 'a.npy')).toBeUndefined()
  expect(describeClamped(values.with(7, 1.001).with(8, -0.001), io, 'a.npy'), 'within half a step').toBeUndefined()
  expect(describeClamped(values.with(7, 9).with(8, -9), io, 'a.npy'), 'two of 200').toBeUndefined()
  expect(describeClamped(values.with(7, 9).with(8, -9).with(9, 9), io, 'a.npy')).toMatch(
    /^1\.5 % of the numbers of a\.npy are outside 0\.000 to 1\.000, which is what input "x" holds/,
  )
  expect(
    describeClamped(
      values.map((value) => 255 * value),
      { ...io, integer: true, scale: 1 },
      'a.npy',
    ),
  ).toBeUndefined()
})

test('numbers for an input of integers are integers of its type', () => {
  const ids = { name: 'ids', shape: [2], order: 'row-major', integer: true, dtype: 'u8', scale: 1, zero: 0 } as const
  checkWhole(Float32Array.from([0, 255]), ids, 'a.json')
  for (const value of [0.5, 256, -1])
    expect(() => checkWhole(Float32Array.from([7, value]), ids, 'a.json')).toThrow(
      `a.json holds ${value} at element 1; input "ids" takes whole numbers from 0 to 255 (u8)`,
    )
})

describe('preprocessing options', () => {
  test('lie on top of their preset', () => {
    expect(preprocessingOf({ preprocess: 'imagenet', scale: '1/127.5', resize: 'nearest' }, 'unit')).toEqual({
      ...presets.imagenet,
      scale: 1 / 127.5,
      resize: 'nearest',
    })
    expect(preprocessingOf({ mean: '0.5,0.25,1/8' }, 'none')).toEqual({ ...presets.none, mean: [0.5, 0.25, 0.125] })
  })

  test.each([[{ scale: '1/2/3' }], [{ scale: '' }], [{ scale: '1/0' }], [{ mean: '1,,2' }], [{ std: '1,0' }]])(
    'refuse %o',
    (options) => {
      expect(() => preprocessingOf(options, 'unit')).toThrow(UsageError)
    },
  )
})
