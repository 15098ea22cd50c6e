/** An entry of a TensorFlow.js weights manifest. */
export interface WeightEntry {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: string
  readonly quantization?: { readonly dtype: string; readonly scale: number; readonly min: number }
}

export interface Weight {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** The weights of a TensorFlow.js model, by name: float32, or uint8 with a scale and a minimum. */
export function readWeights(entries: readonly WeightEntry[], data: Uint8Array): ReadonlyMap<string, Weight> {
  let at = 0
  return new Map(
    entries.map(({ name, shape, quantization }) => {
      const count = shape.reduce((a, b) => a * b, 1)
      const size = quantization === undefined ? 4 : 1
      const bytes = data.slice(at, at + count * size)
      at += count * size
      const values =
        quantization === undefined
          ? new Float32Array(bytes.buffer)
          : Float32Array.from(bytes, (byte) => byte * quantization.scale + quantization.min)
      return [name, { shape, values }]
    }),
  )
}
