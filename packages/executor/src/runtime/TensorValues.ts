import { type Address, addressOf } from './ortApi.mjs'
import { check, ortEnvironment } from './ortEnvironment.ts'

const NONE = -1

/**
 * ONNX Runtime's descriptions of tensors and of where they lie. They stay for the next run, which mostly has its tensors in the same memory:
 * making and freeing them took a tenth of a small network's run.
 */
export class TensorValues {
  readonly #shapes: readonly BigInt64Array[]
  readonly #types: readonly number[]
  /** Addresses of the values, 0 where there is none. */
  readonly #values: BigUint64Array
  /** What each was made for; a tensor without bytes may lie at 0. */
  readonly #places: Address[]
  /** NONE where there is no value. */
  readonly #lengths: number[]
  readonly #made = new BigUint64Array(1)
  /** Where the addresses of the values begin. */
  readonly at: Address

  /** @param types ONNX's numbers of their element types */
  constructor(shapes: readonly BigInt64Array[], types: readonly number[]) {
    this.#shapes = shapes
    this.#types = types
    this.#values = new BigUint64Array(shapes.length)
    this.#places = shapes.map(() => 0n)
    this.#lengths = shapes.map(() => NONE)
    this.at = addressOf(this.#values)
  }

  /** @param bytes of each tensor, aligned to its elements @throws Error with what ONNX Runtime says */
  place(bytes: readonly Uint8Array[]): void {
    const { api, memory } = ortEnvironment()
    let buffer: ArrayBufferLike | undefined
    let start = 0n
    for (let i = 0; i < this.#values.length; i++) {
      const data = bytes[i]!
      // tensors next to each other have one buffer
      if (data.buffer !== buffer) {
        buffer = data.buffer
        start = addressOf(new Uint8Array(buffer))
      }
      const place = start + BigInt(data.byteOffset)
      const length = data.byteLength
      if (place === this.#places[i] && length === this.#lengths[i]) continue
      this.#free(i)
      const shape = this.#shapes[i]!
      const { length: rank } = shape
      check(api, api.CreateTensorWithDataAsOrtValue(memory, place, length, shape, rank, this.#types[i]!, this.#made))
      this.#values[i] = this.#made[0]!
      this.#places[i] = place
      this.#lengths[i] = length
    }
  }

  /** Frees the values, not the tensors. */
  release(): void {
    for (let i = 0; i < this.#values.length; i++) this.#free(i)
  }

  #free(i: number): void {
    if (this.#lengths[i] === NONE) return
    this.#lengths[i] = NONE
    ortEnvironment().api.ReleaseValue(this.#values[i]!)
    this.#values[i] = 0n
  }
}
