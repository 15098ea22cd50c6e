import type { Digits } from './readMnist.ts'

/**
 * Writes the chosen digits as floats (pixel / 255) into `batch`; with `draw`, each is moved by up to two pixels each
 * way, which is all the augmentation that MNIST needs.
 */
export function fillBatch(digits: Digits, chosen: ArrayLike<number>, batch: Float32Array, draw?: () => number): void {
  batch.fill(0)
  for (let n = 0; n < chosen.length; n++) {
    const image = (chosen[n] ?? 0) * 784
    const down = draw ? Math.floor(draw() * 5) - 2 : 0
    const right = draw ? Math.floor(draw() * 5) - 2 : 0
    for (let row = Math.max(0, -down); row < Math.min(28, 28 - down); row++)
      for (let column = Math.max(0, -right); column < Math.min(28, 28 - right); column++)
        batch[n * 784 + (row + down) * 28 + column + right] = (digits.pixels[image + row * 28 + column] ?? 0) / 255
  }
}
