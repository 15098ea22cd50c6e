import { createExecutor } from '@assay/executor'
import { type Model, nodeCost, programCost } from '@assay/program'
import type { LaidOut } from './6-layout.ts'
import type { Sample } from './calibrate/Sample.ts'
import { count } from './count.ts'
import type { Network, Quant } from './layer.ts'
import { dequantise, dequantiseOutput, type ModelIo, quantiseInput } from './modelIo.ts'
import { openReference, type ReferenceTensor } from './openReference.ts'
import { type Noise, ownErrors } from './ownErrors.ts'

export interface NodeReport {
  readonly index: number
  readonly op: string
  /** The ONNX node it comes from. */
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  /** Of a proof of its worst element. */
  readonly bytes: number
  readonly gas: number
}

export interface TensorReport {
  /** The ONNX value. */
  readonly name: string
  /** Index of the program's node that holds it. */
  readonly node: number
  readonly scale: number
  readonly zero: number
  /** Signal to noise in decibels; null where nothing was measured or nothing differs. */
  readonly snrDb: number | null
  /** Whether every element measured was the same. */
  readonly exact: boolean
}

/** Where the error comes from: `snrDb` is what reaches the tensor, `ownSnrDb` what its layer adds by itself. */
export interface LayerReport {
  /** The ONNX node, and the program's. */
  readonly name: string
  readonly node: number
  readonly op: string
  /** The ONNX value it computes. */
  readonly tensor: string
  readonly snrDb: number | null
  /** Signal to noise of the layer computed from exact inputs (rounded to their scales), sampled. */
  readonly ownSnrDb: number | null
}

export interface WorstCase {
  readonly sample: number
  /** Index of the largest output of the model itself, and of the program. */
  readonly expected: number
  readonly actual: number
  readonly maxError: number
}

/** What importing did to a model's answers. JSON. */
export interface QualityReport {
  readonly model: string
  /** What the program is compared with: the float model, or ONNX Runtime's own run of an int8 file. */
  readonly reference: 'float32' | 'int8'
  readonly evaluation: {
    readonly set: string
    readonly samples: number
    /** Share of samples with the same largest output; null without samples. */
    readonly agreement: number | null
    readonly identicalBytes: number | null
    readonly meanError: number | null
    readonly maxError: number | null
    /** With labels: share of right answers. */
    readonly accuracy: { readonly reference: number; readonly program: number } | null
    readonly worst: readonly WorstCase[]
  }
  readonly tensors: readonly TensorReport[]
  /** The error budget: layers by what they add to the error, the worst first. */
  readonly layers: readonly LayerReport[]
  readonly nodes: readonly NodeReport[]
  readonly cost: {
    readonly worstBytes: number
    readonly worstBytesNode: number
    readonly worstGas: number
    readonly worstGasNode: number
  }
  readonly chunks: { readonly constantBytes: number; readonly activationBytes: number }
  readonly notes: readonly string[]
}

export interface Evaluation {
  /** Its name, which the report gives. */
  readonly set: string
  readonly samples: readonly Sample[]
  /** The right answer of each sample, where there is one. */
  readonly labels?: readonly number[]
}

export interface Imported {
  readonly onnx: Uint8Array
  readonly network: Network
  readonly laid: LaidOut
  readonly model: Model
  readonly io: ModelIo
}

const SNR_SAMPLES = 64
const OWN_SAMPLES = 2
const WORST_CASES = 10

/** Runs model and program side by side on the evaluation set. */
export async function qualityReport(
  imported: Imported,
  evaluation: Evaluation,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<QualityReport> {
  const { network, model, laid, io } = imported
  const compared = [...laid.places]
    .filter(([name, { source }]) => source === 'node' && network.shapes.has(name))
    .map(([name]) => name)
  const inFile = (name: string) => network.compared.get(name) ?? name
  const answer = inFile(network.output)
  const noise = new Map(compared.map((name): [string, Noise] => [name, { signal: 0, noise: 0 }]))
  const own = new Map(compared.map((name): [string, Noise] => [name, { signal: 0, noise: 0 }]))
  const tally = { same: 0, identical: 0, sum: 0, count: 0, max: 0, reference: 0, program: 0 }
  const cases: WorstCase[] = []

  if (evaluation.samples.length > 0) {
    const reference = await openReference(imported.onnx, network, [...compared.map(inFile), answer])
    const plain = await openReference(imported.onnx, network, [answer])
    const executor = await createExecutor(model)
    try {
      for (const [at, sample] of evaluation.samples.entries()) {
        const expected = await (at < SNR_SAMPLES ? reference : plain).run(sample)
        const inputs = io.inputs.map((input, i) => quantiseInput(input, sample[i]!))
        const tensors = await executor.run(inputs)
        if (at < SNR_SAMPLES) measure(noise, (name) => expected.get(inFile(name)), tensors, laid, network)
        // A tensor in planes is none of the file's: its elements are computed as they are needed.
        const asInFile = (name: string) => (network.planes.has(name) ? undefined : expected.get(inFile(name)))
        if (at < OWN_SAMPLES) ownErrors(own, model, laid, inputs, asInFile)
        const bytes = tensors.at(-1)!
        score(
          at,
          asReal(expected.get(answer)!, io.outputs[0]!),
          dequantiseOutput(io.outputs[0]!, bytes),
          evaluation.labels?.[at],
        )
        executor.release(tensors)
        onProgress(at + 1, evaluation.samples.length)
      }
    } finally {
      await Promise.all([reference.close(), plain.close(), executor.close()])
    }
  }

  const share = (n: number) => (evaluation.samples.length === 0 ? null : n / evaluation.samples.length)
  const { program } = model
  return {
    model: network.name,
    reference: network.quants.size > network.fixed.size ? 'int8' : 'float32',
    evaluation: {
      set: evaluation.set,
      samples: evaluation.samples.length,
      agreement: share(tally.same),
      identicalBytes: network.quants.has(network.output) ? share(tally.identical) : null,
      meanError: tally.count === 0 ? null : tally.sum / tally.count,
      maxError: tally.count === 0 ? null : tally.max,
      accuracy: evaluation.labels && { reference: share(tally.reference) ?? 0, program: share(tally.program) ?? 0 },
      worst: cases,
    } as QualityReport['evaluation'],
    tensors: compared.map((name) => {
      const { index, quant } = laid.places.get(name)!
      const sums = noise.get(name)!
      return {
        name,
        node: index,
        scale: quant.scale,
        zero: quant.zero,
        snrDb: decibels(sums),
        exact: sums.signal > 0 && sums.noise === 0,
      }
    }),
    layers: compared
      .map((tensor) => {
        const { index } = laid.places.get(tensor)!
        const { op } = program.nodes[index]!
        const [snrDb, ownSnrDb] = [decibels(noise.get(tensor)!), decibels(own.get(tensor)!)]
        return { name: laid.names[index]!, node: index, op, tensor, snrDb, ownSnrDb }
      })
      // Of several views of one tensor, the first that the file has a value of.
      .filter((layer, _, all) => {
        const views = all.filter(({ node }) => node === layer.node)
        return layer === (views.find(({ snrDb, ownSnrDb }) => snrDb !== null || ownSnrDb !== null) ?? views[0])
      })
      .sort((a, b) => (a.ownSnrDb ?? Infinity) - (b.ownSnrDb ?? Infinity) || a.node - b.node),
    nodes: program.nodes.map(({ op, dtype, shape }, index) => {
      const { bytes, gas } = nodeCost(program, index)
      return { index, op, name: laid.names[index]!, dtype, shape, bytes, gas }
    }),
    cost: programCost(program),
    chunks: { constantBytes: 2 ** program.constantChunkLog2, activationBytes: 2 ** program.activationChunkLog2 },
    notes: [...network.notes, ...laid.notes],
  }

  function score(sample: number, expected: Float32Array, actual: Float32Array, label: number | undefined): void {
    let maxError = 0
    for (let i = 0; i < actual.length; i++) {
      const error = Math.abs(actual[i]! - expected[i]!)
      tally.sum += error
      maxError = Math.max(maxError, error)
    }
    tally.count += actual.length
    tally.max = Math.max(tally.max, maxError)
    if (maxError === 0) tally.identical++
    const [want, got] = [argMax(expected), argMax(actual)]
    if (want === got) tally.same++
    if (label !== undefined) {
      if (want === label) tally.reference++
      if (got === label) tally.program++
    }
    cases.push({ sample, expected: want, actual: got, maxError })
    // Different answers first, then the largest errors.
    cases.sort((a, b) => Number(b.expected !== b.actual) - Number(a.expected !== a.actual) || b.maxError - a.maxError)
    cases.length = Math.min(cases.length, WORST_CASES)
  }
}

/** In a QOperator file tensors are bytes: as real numbers they can be compared. */
const asReal = ({ values, integer }: ReferenceTensor, { scale, zero }: Quant): Float32Array =>
  integer ? values.map((byte) => (byte - zero) * scale) : values

function measure(
  noise: ReadonlyMap<string, Noise>,
  expected: (name: string) => ReferenceTensor | undefined,
  tensors: readonly Uint8Array[],
  laid: LaidOut,
  { planes, shapes }: Network,
): void {
  for (const [name, sums] of noise) {
    const found = expected(name)
    const { index, quant, storage } = laid.places.get(name)!
    if (found === undefined) continue
    const values = asReal(found, quant)
    const parts = dequantise(tensors[index]!, quant, storage)
    const real = planes.has(name) ? sumPlanes(parts, planes.get(name)!, count(shapes.get(name)!.slice(2))) : parts
    for (let i = 0; i < values.length; i++) {
      sums.signal += values[i]! ** 2
      sums.noise += (values[i]! - real[i]!) ** 2
    }
  }
}

/** The tensor whose planes these are, [N, C * planes, ...] with `inner` elements a channel. */
function sumPlanes(parts: Float32Array, planes: number, inner: number): Float32Array {
  const sums = new Float32Array(parts.length / planes)
  for (let i = 0; i < parts.length; i++) sums[Math.floor(i / (planes * inner)) * inner + (i % inner)]! += parts[i]!
  return sums
}

const argMax = (values: Float32Array): number =>
  values.indexOf(values.reduce((max, value) => Math.max(max, value), -Infinity))
const decibels = ({ signal, noise }: Noise): number | null =>
  signal > 0 && noise > 0 ? round(10 * Math.log10(signal / noise)) : null

const round = (value: number): number => Math.round(value * 100) / 100
