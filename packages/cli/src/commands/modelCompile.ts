import path from 'node:path'
import { importOnnx, type QualityReport, readOnnxInputs } from '@assay/importer'
import { commitModel, toHex } from '@assay/proof'
import type { Command } from 'commander'
import { UsageError } from '../errors.ts'
import { writeModelFolder } from '../files/modelFolder.ts'
import { readFileAs } from '../files/readFileAs.ts'
import { readNumbers } from '../files/readNumbers.ts'
import { splitSamples } from '../files/splitSamples.ts'
import { formatTable } from '../terminal/formatTable.ts'
import { progress } from '../terminal/progress.ts'
import { runAction } from '../terminal/runAction.ts'

interface CompileOptions {
  readonly calibration: readonly string[]
  readonly out?: string
  readonly name?: string
  readonly inputShape: readonly string[]
  readonly output?: string
  readonly constantChunk: string
  readonly activationChunk: string
  readonly json: boolean
}

const chunkLog2 = (text: string, option: string): number => {
  const log2 = Math.log2(Number(text))
  if (!Number.isInteger(log2) || log2 < 8 || log2 > 13)
    throw new UsageError(`${option} must be a power of two from 256 to 8192 (bytes); it is "${text}".`)
  return log2
}

/** "name=1,3,224,224", of each input that the file leaves open. */
const inputShapesOf = (texts: readonly string[]): Record<string, number[]> =>
  Object.fromEntries(
    texts.map((text) => {
      const [, name, dims] = /^(.+)=(\d+(?:,\d+)*)$/.exec(text) ?? []
      if (name === undefined || dims === undefined)
        throw new UsageError(`--input-shape must be like pixels=1,3,224,224; it is "${text}".`)
      return [name, dims.split(',').map(Number)]
    }),
  )

const percent = (share: number | null): string => (share === null ? 'not measured' : `${(100 * share).toFixed(2)} %`)

const describe = (report: QualityReport, modelId: string, out: string): string => {
  const { evaluation, cost, chunks } = report
  const opCounts = new Map<string, number>()
  for (const { op } of report.nodes) opCounts.set(op, (opCounts.get(op) ?? 0) + 1)
  const snrOf = new Map(report.tensors.map(({ name, snrDb }) => [name, snrDb]))
  return [
    `modelId ${modelId}`,
    '',
    `ops     ${[...opCounts].map(([op, count]) => `${op} x ${count}`).join(', ')}`,
    `chunks  constants ${chunks.constantBytes} bytes, activations ${chunks.activationBytes} bytes`,
    '',
    formatTable(
      ['node', 'op', 'from', 'tensor', 'proof bytes', 'gas', 'signal/noise dB'],
      report.nodes.map(({ index, op, name, dtype, shape, bytes, gas }) => [
        ...[String(index), op, name, `${dtype} ${shape.join('x')}`, String(bytes), String(gas)],
        String(snrOf.get(name) ?? ''),
      ]),
      [0, 4, 5, 6],
    ),
    '',
    `worst element   ${cost.worstBytes} proof bytes (node ${cost.worstBytesNode}), ${cost.worstGas} gas (node ${cost.worstGasNode})`,
    `quality         against the ${report.reference} model on ${evaluation.set}, ${evaluation.samples} samples: same answer ${percent(evaluation.agreement)},` +
      ` mean error ${evaluation.meanError?.toPrecision(3) ?? '-'}, largest ${evaluation.maxError?.toPrecision(3) ?? '-'}`,
    ...report.notes.map((note) => `note            ${note}`),
    '',
    `written to ${out}; next: assay model register ${out}`,
  ].join('\n')
}

export const addModelCompile = (parent: Command): void => {
  parent
    .command('compile')
    .description('compile an ONNX model to a program: exact int8, every element provable')
    .argument('<onnx>', 'float32 model (needs --calibration), or int8 in QOperator or QDQ form')
    .option(
      '-c, --calibration <file...>',
      'typical inputs, about 100: one .npy or .json file per model input, shape [samples, ...input shape]',
      [],
    )
    .option('-o, --out <dir>', 'where to write the compiled model (default: <name>.assay)')
    .option(
      '--input-shape <name=dims...>',
      'shape of an input that the file leaves open, such as pixels=1,3,224,224',
      [],
    )
    .option('--output <name>', 'which output to keep, of several')
    .option('-n, --name <name>', "the model's name (default: the file's)")
    .option('--constant-chunk <bytes>', 'bytes of a chunk of a constant: smaller is a cheaper proof', '1024')
    .option(
      '--activation-chunk <bytes>',
      'bytes of a chunk of an activation: smaller is a cheaper proof and more hashing',
      '4096',
    )
    .option('--json', 'print the report as JSON', false)
    .action((file: string, options: CompileOptions) =>
      runAction(options.json, async () => {
        const onnx = await readFileAs(file, 'the ONNX model')
        const name = options.name ?? path.basename(file, path.extname(file))
        const out = options.out ?? `${name}.assay`
        const chunks = {
          constantChunkLog2: chunkLog2(options.constantChunk, '--constant-chunk'),
          activationChunkLog2: chunkLog2(options.activationChunk, '--activation-chunk'),
        }
        const inputShapes = inputShapesOf(options.inputShape)
        const inputs = readOnnxInputs(onnx, { inputShapes })
        if (options.calibration.length !== 0 && options.calibration.length !== inputs.length)
          throw new UsageError(
            `${options.calibration.length} calibration files were given; the model has ${inputs.length} inputs (${inputs.map((input) => input.name).join(', ')}). Give one file for each, in this order.`,
          )
        const columns: Float32Array[][] = []
        for (const [i, input] of inputs.entries()) {
          const sampleFile = options.calibration[i]
          if (sampleFile === undefined) break
          columns.push(
            splitSamples(
              await readNumbers(sampleFile, 'the calibration file'),
              input.shape.reduce((a, b) => a * b, 1),
              sampleFile,
            ),
          )
        }
        const samples = (columns[0] ?? []).map((_, at) => columns.flatMap((column) => column[at] ?? []))
        const result = await progress(`compiling ${name}`, () =>
          importOnnx(onnx, {
            ...{ name, inputShapes, ...chunks, calibration: samples },
            ...(options.output === undefined ? {} : { output: options.output }),
          }),
        )
        const modelId = toHex(commitModel(result.model).modelId)
        await writeModelFolder(out, { ...result, name, onnx })
        return { text: describe(result.report, modelId, out), json: { modelId, out, ...result.report } }
      }),
    )
}
