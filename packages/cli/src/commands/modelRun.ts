import path from 'node:path'
import { createExecutor } from '@assay/executor'
import { dequantiseOutput } from '@assay/importer'
import { commitTrace, toHex } from '@assay/proof'
import { type Command, Option } from 'commander'
import { UsageError } from '../errors.ts'
import { checkLabels } from '../files/checkLabels.ts'
import { checkOutFile } from '../files/checkOutFile.ts'
import { isVector } from '../files/isVector.ts'
import { readLabels } from '../files/readLabels.ts'
import { writeNpy } from '../files/writeNpy.ts'
import { writeOutFile } from '../files/writeOutFile.ts'
import { addPreprocessOptions, type PreprocessOptions } from '../input/preprocessOptions.ts'
import { readModelInput } from '../input/readModelInput.ts'
import { addCompileOptions, type CompileOptions } from '../model/compileOptions.ts'
import { loadModel } from '../model/loadModel.ts'
import { topOf } from '../model/topOf.ts'
import { formatTable } from '../terminal/formatTable.ts'
import { progress } from '../terminal/progress.ts'
import { runAction } from '../terminal/runAction.ts'
import { wholeNumber } from './wholeNumber.ts'

interface Options extends CompileOptions, PreprocessOptions {
  readonly input: readonly string[]
  readonly labels?: string
  readonly top: string
  readonly show: 'auto' | 'top' | 'tensor'
  readonly out?: string
  readonly trace: boolean
  readonly threads: string
  readonly json: boolean
}

/** Numbers of a tensor that are printed; `--out` and `--json` have them all. */
const PRINTED = 64
const BAR = 24

const EXAMPLES = `
An output of one vector is shown as its largest elements, any other as a tensor. Scores are the model's own (real = (byte - zero) * scale).
Transparent parts of a picture count as white. A file with several samples, one after another, is run for each.

Examples:
  $ assay model run digits --input models/digits/example-4.npy
  $ assay model run model.assay --input photo.png --preprocess imagenet --labels imagenet.txt
  $ assay model run model.assay -i photo.png --scale 1/127.5 --mean 1 --resize bilinear --top 3 --trace
  $ assay model run int8.onnx -i x.json --out y.npy`

const describeTensor = (values: Float32Array, shape: readonly number[]): string => {
  let [low, high, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
    sum += value
  }
  const first = Array.from(values.subarray(0, PRINTED), (value) => value.toPrecision(4)).join(' ')
  const rest = values.length > PRINTED ? ` ... (${values.length - PRINTED} more; --out y.npy or --json has them)` : ''
  return `[${shape.join(', ')}], from ${low.toPrecision(4)} to ${high.toPrecision(4)}, mean ${(sum / values.length).toPrecision(4)}\n  ${first}${rest}`
}

const describeTop = (scores: ReturnType<typeof topOf>): string => {
  const [best, worst] = [scores[0]?.score ?? 0, Math.min(0, scores.at(-1)?.score ?? 0)]
  return formatTable(
    ['', 'element', 'score', ''],
    scores.map(({ index, label, score }) => [
      label,
      String(index),
      score.toFixed(3),
      '█'.repeat(Math.max(0, Math.round((BAR * (score - worst)) / (best - worst || 1)))),
    ]),
    [1, 2],
  )
}

const checkOutput = async (out: string, inputs: readonly string[]): Promise<void> => {
  if (inputs.some((input) => path.resolve(input) === path.resolve(out)))
    throw new UsageError(`--out "${out}" is one of the input files, and would be written over. Choose another name.`)
  await checkOutFile({ file: out, what: 'the output', start: '\x93NUMPY' })
}

export const addModelRun = (parent: Command): void => {
  addPreprocessOptions(
    addCompileOptions(
      parent
        .command('run')
        .description('run a model here, bit for bit as a provider must, and show the answer')
        .argument(
          '<model>',
          'folder that `assay model compile` wrote, an ONNX file, or the id or name of a registered model',
        )
        .requiredOption(
          '-i, --input <file...>',
          "one file per input: .png, .npy or .json (numbers in the ONNX model's shape), .bin (the program's bytes)",
        )
        .option('--labels <file>', 'what the elements of the output stand for: one a line, or JSON')
        .option('--top <count>', 'how many of the largest elements to show', '5')
        .addOption(
          new Option('--show <what>', 'the largest elements, or the tensor')
            .choices(['auto', 'top', 'tensor'])
            .default('auto'),
        )
        .option('--out <file>', 'write the output as a .npy file')
        .option('--trace', 'commit to every tensor of the run, as a provider does, and print the roots', false)
        .option('--threads <count>', 'threads inside one operator; the bytes are the same', '1')
        .option('--json', 'print JSON', false),
    ),
  )
    .addHelpText('after', EXAMPLES)
    .action((target: string, options: Options) =>
      runAction(options.json, async () => {
        const top = wholeNumber(options.top, '--top', 1000)
        const threads = wholeNumber(options.threads, '--threads', 256)
        if (options.out !== undefined) await checkOutput(options.out, options.input)
        const { name, modelId, model, io, from, preprocessing, ...loaded } = await loadModel(target, options)
        if (options.input.length !== io.inputs.length)
          throw new UsageError(
            `${options.input.length} input files were given; the model takes ${io.inputs.length}: ${io.inputs.map((input) => input.name).join(', ')}.`,
          )
        const columns = await Promise.all(
          io.inputs.map((input, i) => readModelInput(options.input[i] ?? '', input, options)),
        )
        const count = columns[0]?.length ?? 0
        if (columns.some((column) => column.length !== count))
          throw new UsageError(
            `the input files hold ${columns.map(({ length }) => length).join(', ')} samples. Give as many in each.`,
          )
        const output = io.outputs[0]
        if (output === undefined)
          throw new UsageError(`the manifest of ${name} describes no output. Ask its author to publish it again.`)
        const labels = options.labels === undefined ? loaded.labels : await readLabels(options.labels)
        if (options.labels !== undefined && labels !== undefined) checkLabels(labels, output, options.labels)
        const showTop = options.show === 'top' || (options.show === 'auto' && isVector(output.shape))

        const executor = await progress(`preparing ${name}`, () => createExecutor(model, { threads }))
        try {
          const runs = []
          for (let sample = 0; sample < count; sample++) {
            const inputs = columns.flatMap((column) => column[sample] ?? [])
            const started = performance.now()
            const tensors = await executor.run(inputs)
            const milliseconds = performance.now() - started
            const trace = options.trace ? commitTrace(model, inputs, tensors) : undefined
            runs.push({
              values: dequantiseOutput(output, tensors.at(-1)!),
              milliseconds,
              ...(trace === undefined
                ? {}
                : {
                    trace: {
                      inputRoot: toHex(trace.inputRoot),
                      nodesRoot: toHex(trace.nodesRoot),
                      outputRoot: toHex(trace.outputRoot),
                      traceRoot: toHex(trace.traceRoot),
                    },
                  }),
            })
            executor.release(tensors)
          }
          if (options.out !== undefined) {
            const all = Float32Array.from(runs.flatMap(({ values }) => [...values]))
            const array = writeNpy(all, count === 1 ? output.shape : [count, ...output.shape])
            await writeOutFile(options.out, array, 'the output', 'Choose another place and run it again.')
          }
          const text = runs.flatMap(({ values, milliseconds, trace }, sample) => [
            ...(count === 1 ? [] : [`sample ${sample}`]),
            showTop
              ? describeTop(topOf(values, top, labels))
              : `${output.name} ${describeTensor(values, output.shape)}`,
            `time       ${milliseconds.toFixed(2)} ms`,
            ...Object.entries(trace ?? {}).map(([root, hex]) => `${root.padEnd(10)} ${hex}`),
            '',
          ])
          return {
            text: [
              ...[`model      ${name} (${from})`, `modelId    ${modelId}`],
              ...(preprocessing === undefined ? [] : [`its author ${preprocessing}`]),
              `machine    ${executor.selfTest.cpu}, ${executor.mode} kernels, self-test of ${executor.selfTest.samples} elements equal`,
              ...['', ...text.slice(0, -1)],
              ...(options.out === undefined ? [] : [`written to ${options.out}`]),
            ].join('\n'),
            json: {
              ...{ model: name, modelId, mode: executor.mode, output: output.name, shape: output.shape },
              runs: runs.map(({ values, ...run }) => ({
                ...run,
                top: topOf(values, top, labels),
                values: [...values],
              })),
            },
          }
        } finally {
          await executor.close()
        }
      }),
    )
}
