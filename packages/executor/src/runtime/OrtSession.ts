import { type OnnxType, typeCode } from './onnxType.ts'
import { type Address, addressOf, type OrtApi, type Status } from './ortApi.mjs'
import { check, made, type OrtEnvironment, ortEnvironment, SEVERITY } from './ortEnvironment.ts'

/** An input or an output of a graph. */
export interface GraphTensor {
  readonly name: string
  readonly dtype: OnnxType
  readonly shape: readonly number[]
}

export interface OrtSessionOptions {
  /** Inside one operator. */
  readonly threads: number
  /** Whether memory of a run is held for the next one, which is faster. */
  readonly arena?: boolean
  /** Whether ONNX Runtime may plan one block for a whole run. */
  readonly memoryPattern?: boolean
  /** Whether ONNX Runtime may fuse operators. */
  readonly optimised?: boolean
  /** Keys of onnxruntime_session_options_config_keys.h. */
  readonly config?: Readonly<Record<string, string>>
}

/** The calls that take long. */
export type LongCall = 'CreateSession' | 'CreateSessionFromArray' | 'Run'

/** Makes such a call: where it is asked for, or on another thread. Memory it is given must stay where it is until it settles. */
export type Caller = <Name extends LongCall>(
  name: Name,
  ...parameters: Parameters<OrtApi[Name]>
) => Status | Promise<Status>

/** Bytes up to which V8 keeps an array among its own objects, where it moves, until it is asked for its buffer. */
const MOST_MOVING = 64

const NO_FUSION = 0
const ALL_FUSION = 99

/**
 * A graph in ONNX Runtime, by its C API: inputs are read and outputs written where the caller has them. onnxruntime-node copies every output
 * into memory of its own, which costs as much as running MobileNetV2 does (docs/decisions/0028).
 */
export class OrtSession {
  readonly #ort: OrtEnvironment
  readonly #session: Address
  readonly #call: Caller
  readonly #isHere: boolean
  /** Runs on another thread. */
  readonly #runs = new Set<Promise<Status>>()
  #released = false

  private constructor(ort: OrtEnvironment, session: Address, call: Caller | undefined) {
    this.#ort = ort
    this.#session = session
    this.#call = call ?? callHere(ort.api)
    this.#isHere = call === undefined
  }

  /**
   * @param graph an ONNX model, or the path of one
   * @param call makes the long calls; where they are asked for, unless told
   * @throws Error with what ONNX Runtime says
   */
  static async open(graph: string | Uint8Array, options: OrtSessionOptions, call?: Caller): Promise<OrtSession> {
    const ort = ortEnvironment()
    const { api, environment } = ort
    const caller = call ?? callHere(api)
    const settings = made(api, (out) => api.CreateSessionOptions(out))
    try {
      set(api, settings, options)
      const session = new BigUint64Array(1)
      const out = addressOf(session)
      const calling =
        typeof graph === 'string'
          ? caller('CreateSession', environment, graph, settings, out)
          : caller('CreateSessionFromArray', environment, addressOf(graph), graph.length, settings, out)
      check(api, await keeping([graph, session], calling))
      return new OrtSession(ort, session[0]!, call)
    } finally {
      api.ReleaseSessionOptions(settings)
    }
  }

  /**
   * Runs the graph. Memory is the caller's, little-endian, row-major, aligned to its elements: it must not change or be handed over before the
   * promise settles.
   * @param bytes of each tensor that is bound, inputs first; outputs are written whole
   * @throws Error with what ONNX Runtime says
   */
  async run(binding: Binding, bytes: readonly Uint8Array[]): Promise<void> {
    if (this.#released) throw new Error('the session is released')
    const { api, memory } = this.#ort
    const { inputNames, outputNames, shapes, types, inputs } = binding
    const count = types.length
    // runs on another thread may overlap
    const values = this.#isHere ? binding.values : tensorValues(inputs, count)
    const { all, created } = values
    let made = 0
    try {
      for (; made < count; made++) {
        const data = bytes[made]!
        const length = data.byteLength
        const shape = shapes[made]!
        const at = length > MOST_MOVING ? data : addressOf(data)
        check(api, api.CreateTensorWithDataAsOrtValue(memory, at, length, shape, shape.length, types[made]!, created))
        all[made] = created[0]!
      }
      const calling = this.#call(
        'Run',
        this.#session,
        null,
        inputNames,
        values.inputs,
        inputs,
        outputNames,
        count - inputs,
        values.outputs,
      )
      if (calling instanceof Promise) {
        this.#runs.add(calling)
        check(api, await keeping([bytes, binding, values], calling).finally(() => this.#runs.delete(calling)))
      } else check(api, calling)
    } finally {
      for (let at = 0; at < made; at++) api.ReleaseValue(all[at]!)
    }
  }

  /** Frees it, after what runs. */
  async release(): Promise<void> {
    if (this.#released) return
    this.#released = true
    await Promise.allSettled(this.#runs)
    this.#ort.api.ReleaseSession(this.#session)
  }
}

/** Where a run's values are put together. */
interface TensorValues {
  readonly all: BigUint64Array
  /** Where those of the inputs and of the outputs begin. */
  readonly inputs: Address
  readonly outputs: Address
  /** Where ONNX Runtime writes one that it has made. */
  readonly created: BigUint64Array
}

/** Tensors of a graph as a run takes them. */
export interface Binding {
  /** Where the addresses of their names begin. */
  readonly inputNames: Address
  readonly outputNames: Address
  readonly shapes: readonly BigInt64Array[]
  readonly types: readonly number[]
  /** How many of them are inputs. */
  readonly inputs: number
  readonly values: TensorValues
  /** What the addresses point to. */
  readonly held: readonly unknown[]
}

/** @param outputs those that a run is to give */
export function bindTensors(inputs: readonly GraphTensor[], outputs: readonly GraphTensor[]): Binding {
  const tensors = [...inputs, ...outputs]
  const held = tensors.map(({ name }) => new TextEncoder().encode(`${name}\0`))
  const names = BigUint64Array.from(held, addressOf)
  return {
    inputNames: addressOf(names),
    outputNames: addressOf(names) + BigInt(inputs.length * names.BYTES_PER_ELEMENT),
    shapes: tensors.map(({ shape }) => BigInt64Array.from(shape, BigInt)),
    types: tensors.map(({ dtype }) => typeCode[dtype]),
    inputs: inputs.length,
    values: tensorValues(inputs.length, tensors.length),
    held: [names, ...held],
  }
}

function tensorValues(inputs: number, count: number): TensorValues {
  const all = new BigUint64Array(count)
  const first = addressOf(all)
  const outputs = first + BigInt(inputs * all.BYTES_PER_ELEMENT)
  return { all, inputs: first, outputs, created: new BigUint64Array(1) }
}

const callHere =
  (api: OrtApi): Caller =>
  (name, ...parameters) =>
    (api[name] as (...all: readonly unknown[]) => Status)(...parameters)

const kept = new Set<unknown>()

/** Keeps from the garbage collector what a call on another thread knows by its address only. */
async function keeping(memory: unknown, calling: Status | Promise<Status>): Promise<Status> {
  kept.add(memory)
  try {
    return await calling
  } finally {
    kept.delete(memory)
  }
}

function set(
  api: OrtApi,
  settings: Address,
  { threads, arena = true, memoryPattern = true, optimised = false, config = {} }: OrtSessionOptions,
): void {
  check(api, api.SetIntraOpNumThreads(settings, threads))
  check(api, api.SetInterOpNumThreads(settings, 1))
  check(api, api.SetSessionGraphOptimizationLevel(settings, optimised ? ALL_FUSION : NO_FUSION))
  check(api, api.SetSessionLogSeverityLevel(settings, SEVERITY))
  if (!arena) check(api, api.DisableCpuMemArena(settings))
  if (!memoryPattern) check(api, api.DisableMemPattern(settings))
  for (const [key, value] of Object.entries(config)) check(api, api.AddSessionConfigEntry(settings, key, value))
}
