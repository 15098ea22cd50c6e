import { type OnnxType, typeCode } from './onnxType.ts'
import { type Address, addressOf, type OrtApi, type Status } from './ortApi.mjs'
import { check, made, ortEnvironment, SEVERITY } from './ortEnvironment.ts'
import { TensorValues } from './TensorValues.ts'

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

const POINTER_BYTES = 8

const NO_FUSION = 0
const ALL_FUSION = 99

/**
 * A graph in ONNX Runtime, by its C API: inputs are read and outputs written where the caller has them. onnxruntime-node copies every output
 * into memory of its own, which costs as much as running MobileNetV2 does (docs/decisions/0028).
 */
export class OrtSession {
  readonly #api: OrtApi
  readonly #session: Address
  readonly #call: Caller
  readonly #isHere: boolean
  /** Whose values are to be freed with it. */
  readonly #bindings = new Set<Binding>()
  /** Runs on another thread. */
  readonly #runs = new Set<Promise<Status>>()
  #released = false

  private constructor(api: OrtApi, session: Address, call: Caller, isHere: boolean) {
    this.#api = api
    this.#session = session
    this.#call = call
    this.#isHere = isHere
  }

  /**
   * @param graph an ONNX model, or the path of one
   * @param call makes the long calls; where they are asked for, unless told
   * @throws Error with what ONNX Runtime says
   */
  static async open(graph: string | Uint8Array, options: OrtSessionOptions, call?: Caller): Promise<OrtSession> {
    const { api, environment } = ortEnvironment()
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
      return new OrtSession(api, session[0]!, caller, call === undefined)
    } finally {
      api.ReleaseSessionOptions(settings)
    }
  }

  /**
   * Runs the graph. Memory is the caller's, little-endian, row-major, aligned to its elements: it must not change or be handed over before the
   * promise settles.
   * @param binding held until the session is released, with what describes its last run's tensors: one for all runs, not one for each
   * @param bytes of each tensor that is bound, inputs first; outputs are written whole
   * @throws Error with what ONNX Runtime says
   */
  async run(binding: Binding, bytes: readonly Uint8Array[]): Promise<void> {
    if (this.#released) throw new Error('the session is released')
    if (this.#isHere) {
      this.#bindings.add(binding)
      binding.values.place(bytes)
      check(this.#api, this.#start(binding, binding.values) as Status)
      return
    }
    // runs on another thread may overlap
    const values = new TensorValues(binding.shapes, binding.types)
    try {
      values.place(bytes)
      const running = keeping([bytes, binding, values], this.#start(binding, values))
      this.#runs.add(running)
      check(this.#api, await running.finally(() => this.#runs.delete(running)))
    } finally {
      values.release()
    }
  }

  #start({ inputs, inputNames, outputs, outputNames }: Binding, { at }: TensorValues): Status | Promise<Status> {
    const outputsAt = at + BigInt(inputs * POINTER_BYTES)
    return this.#call('Run', this.#session, null, inputNames, at, inputs, outputNames, outputs, outputsAt)
  }

  /** Frees it, after what runs. */
  async release(): Promise<void> {
    if (this.#released) return
    this.#released = true
    await Promise.allSettled(this.#runs)
    for (const { values } of this.#bindings) values.release()
    this.#bindings.clear()
    this.#api.ReleaseSession(this.#session)
  }
}

/** Tensors of a graph as a run takes them. */
export interface Binding {
  /** Where the addresses of their names begin. */
  readonly inputNames: Address
  readonly outputNames: Address
  /** How many they are. */
  readonly inputs: number
  readonly outputs: number
  /** Of all, inputs first. */
  readonly shapes: readonly BigInt64Array[]
  readonly types: readonly number[]
  readonly values: TensorValues
  /** What the addresses point to. */
  readonly held: readonly unknown[]
}

/** @param outputs those that a run is to give */
export function bindTensors(inputs: readonly GraphTensor[], outputs: readonly GraphTensor[]): Binding {
  const tensors = [...inputs, ...outputs]
  const held = tensors.map(({ name }) => new TextEncoder().encode(`${name}\0`))
  const names = BigUint64Array.from(held, addressOf)
  const shapes = tensors.map(({ shape }) => BigInt64Array.from(shape, BigInt))
  const types = tensors.map(({ dtype }) => typeCode[dtype])
  return {
    inputNames: addressOf(names),
    outputNames: addressOf(names) + BigInt(inputs.length * POINTER_BYTES),
    inputs: inputs.length,
    outputs: outputs.length,
    shapes,
    types,
    values: new TensorValues(shapes, types),
    held: [names, ...held],
  }
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
