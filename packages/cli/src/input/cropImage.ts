import type { Image } from './Image.ts'

/** The largest part around the middle that has the proportions `width` : `height`. */
export const cropImage = (image: Image, width: number, height: number): Image => {
  const scale = Math.min(image.width / width, image.height / height)
  const cut = {
    width: Math.max(1, Math.min(image.width, Math.round(width * scale))),
    height: Math.max(1, Math.min(image.height, Math.round(height * scale))),
  }
  const { channels } = image
  const left = Math.floor((image.width - cut.width) / 2)
  const top = Math.floor((image.height - cut.height) / 2)
  const values = new Float32Array(cut.width * cut.height * channels)
  for (let y = 0; y < cut.height; y++) {
    const start = ((top + y) * image.width + left) * channels
    values.set(image.values.subarray(start, start + cut.width * channels), y * cut.width * channels)
  }
  return { ...cut, channels, values }
}
