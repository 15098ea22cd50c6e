import { AssayError } from '@assay/program'
import { importOnnx } from '../importOnnx.ts'
import { mutateModel } from './mutateModel.ts'
import { mutateBytes } from './mutateOnnx.ts'

export interface FuzzOutcome {
  readonly mutants: number
  /** How many ended with which error, or as a model. */
  readonly ends: Readonly<Record<string, number>>
  /** Errors that are not the importer's own, with the seed that made them. */
  readonly strangers: readonly string[]
  /** The longest import, in milliseconds, and its seed. */
  readonly slowest: { readonly seed: number; readonly ms: number }
}

/** What docs of importOnnx say it throws. */
const OWN = [
  'OnnxError',
  'DynamicShapeError',
  'WeightError',
  'UnsupportedError',
  'CalibrationError',
  'OverflowError',
  'BudgetError',
]

/**
 * Imports mutants of files: whatever they are, each ends as a model or with one of the importer's own errors.
 * @param files by name: bytes, and the elements of each input of a sample
 */
export async function fuzzImporter(
  files: readonly { readonly onnx: Uint8Array; readonly inputs: readonly number[] }[],
  seeds: { readonly from: number; readonly to: number },
  onMutant: (seed: number, bytes: Uint8Array) => void = () => {},
): Promise<FuzzOutcome> {
  const ends: Record<string, number> = {}
  const strangers: string[] = []
  let slowest = { seed: -1, ms: 0 }
  for (let seed = seeds.from; seed < seeds.to; seed++) {
    const { onnx, inputs } = files[seed % files.length]!
    const bytes = seed % 3 === 0 ? mutateBytes(onnx, seed) : mutateModel(onnx, seed)
    onMutant(seed, bytes)
    const calibration = [
      inputs.map((count) => Float32Array.from({ length: count }, (_, i) => ((i * 7 + seed) % 5) / 2)),
    ]
    const evaluation = { set: 'none', samples: [] }
    const startedMs = performance.now()
    const error = await importOnnx(bytes, { calibration, evaluation, biasCorrection: true }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    const ms = performance.now() - startedMs
    if (ms > slowest.ms) slowest = { seed, ms: Math.round(ms) }
    const end = error === undefined ? 'model' : error instanceof Error ? error.name : typeof error
    ends[end] = (ends[end] ?? 0) + 1
    const isOwn = error instanceof AssayError && OWN.includes(error.name)
    if (error !== undefined && !isOwn)
      strangers.push(
        `seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message).slice(0, 600) : String(error)}`,
      )
  }
  return { mutants: seeds.to - seeds.from, ends, strangers, slowest }
}
