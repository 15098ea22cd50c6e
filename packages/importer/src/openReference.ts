import onnxProto from 'onnx-proto'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { count } from './count.ts'
import { CalibrationError, OnnxError } from './errors.ts'
import type { LayerInput, Network } from './layer.ts'

export interface ReferenceTensor {
  readonly values: Float32Array
  /** Whether they are bytes of a quantised tensor rather than real numbers. */
  readonly integer: boolean
}

/** The model as the file has it, on ONNX Runtime. */
export interface Reference {
  /** @param sample one array per input, in row-major order @returns the values of the wanted tensors, by name */
  run(sample: readonly ArrayLike<number>[]): Promise<ReadonlyMap<string, ReferenceTensor>>
  close(): Promise<void>
}

/**
 * Opens the file itself, with inner tensors as further outputs, so that calibration and the quality report speak of
 * the model that was given and not of our reading of it. Only after passes 1 to 3 have accepted the file.
 */
export async function openReference(
  bytes: Uint8Array,
  {
    inputs,
    unused,
    channelFactors,
    shapes,
    derived,
  }: Pick<Network, 'inputs' | 'unused' | 'channelFactors' | 'shapes' | 'derived'>,
  wanted: readonly string[],
): Promise<Reference> {
  const model = onnxProto.onnx.ModelProto.decode(bytes)
  const outputs = model.graph?.output ?? []
  const inner = new Set(model.graph?.node?.flatMap(({ output }) => output ?? []))
  const computed = [...new Set(wanted)].filter((name) => derived.has(name))
  const present = [...new Set([...wanted, ...computed.map((name) => derived.get(name)!.from)])].filter(
    (name) => inner.has(name) || outputs.some((output) => output.name === name),
  )
  for (const name of present) if (!outputs.some((output) => output.name === name)) outputs.push({ name })
  const zeros = unused.map((input) => [input.name, feed(input, new Float32Array(count(input.shape)))] as const)
  let session: InferenceSession
  try {
    session = await InferenceSession.create(onnxProto.onnx.ModelProto.encode(model).finish(), {
      // Fused graphs lose the names of what was fused.
      graphOptimizationLevel: 'disabled',
      intraOpNumThreads: 1,
      logSeverityLevel: 4,
    })
  } catch (cause) {
    throw refusal('refuses it', cause)
  }
  return {
    async run(sample) {
      // ONNX Runtime does not run for nothing, and an input's own range needs no run.
      if (present.length + computed.length === 0) return new Map()
      const feeds = inputs.map((input, i) => [input.name, feed(input, sample[i] ?? [])] as const)
      const all = Object.fromEntries([...feeds, ...zeros])
      const results =
        present.length === 0
          ? {}
          : await session.run(all, [...present]).catch((cause: unknown) => {
              throw refusal('cannot run it', cause)
            })
      const tensors = new Map<string, ReferenceTensor>(
        present.map((name) => {
          const { data, type } = results[name]!
          const values = Float32Array.from(data as Uint8Array, Number)
          const factors = channelFactors.get(name)
          if (factors !== undefined) divideChannels(values, factors, count(shapes.get(name)!.slice(2)))
          return [name, { values, integer: type !== 'float32' }]
        }),
      )
      for (const name of computed) {
        const { from, compute } = derived.get(name)!
        const source = tensors.get(from)?.values ?? all[from]?.data
        if (source === undefined) continue
        const values = compute(Float32Array.from(source as Float32Array, Number))
        tensors.set(name, { values, integer: false })
      }
      return tensors
    },
    close: () => session.release(),
  }
}

function divideChannels(values: Float32Array, factors: Float64Array, inner: number): void {
  for (let i = 0; i < values.length; i++) values[i]! /= factors[Math.floor(i / inner) % factors.length]!
}

const refusal = (what: string, cause: unknown): OnnxError =>
  new OnnxError('file', `ONNX Runtime ${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })

const TYPES = { f32: 'float32', u8: 'uint8', i8: 'int8', i32: 'int32', i64: 'int64' } as const

const feed = ({ name, shape, dtype }: LayerInput, values: ArrayLike<number>): Tensor => {
  const expected = count(shape)
  if (values.length !== expected)
    throw new CalibrationError(
      `input "${name}": a sample has ${values.length} numbers, but [${shape.join(', ')}] needs ${expected}. Give every sample at the model's size.`,
    )
  const type = dtype in TYPES ? TYPES[dtype as keyof typeof TYPES] : 'float32'
  if (type === 'uint8') return new Tensor(type, Uint8Array.from(values), [...shape])
  if (type === 'int8') return new Tensor(type, Int8Array.from(values), [...shape])
  if (type === 'int64')
    return new Tensor(
      type,
      BigInt64Array.from(values, (value) => BigInt(Math.trunc(value))),
      [...shape],
    )
  if (type === 'int32') return new Tensor(type, Int32Array.from(values), [...shape])
  return new Tensor('float32', Float32Array.from(values), [...shape])
}
