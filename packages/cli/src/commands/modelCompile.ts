import type { QualityReport } from '@assay/importer'
import { commitModel, toHex } from '@assay/proof'
import type { Command } from 'commander'
import { checkModelFolder } from '../files/checkModelFolder.ts'
import { checkOutFile } from '../files/checkOutFile.ts'
import { writeModelFolder } from '../files/modelFolder.ts'
import { writeOutFile } from '../files/writeOutFile.ts'
import { compileOnnx, nameOf } from '../model/compileOnnx.ts'
import { addCompileOptions, type CompileOptions } from '../model/compileOptions.ts'
import { describeQuality } from '../report/describeQuality.ts'
import { type NodeNoise, noiseByNode } from '../report/noiseByNode.ts'
import { reportHtml } from '../report/reportHtml.ts'
import { formatTable } from '../terminal/formatTable.ts'
import { runAction } from '../terminal/runAction.ts'

interface Options extends CompileOptions {
  readonly out?: string
  readonly report?: string
  readonly json: boolean
}

const describeNoise = (noise: NodeNoise | undefined): string =>
  noise === undefined ? '' : noise.exact ? 'exact' : noise.snrDb.toFixed(1)

const describe = (report: QualityReport, shape: readonly number[], modelId: string, out: string): string => {
  const { cost, chunks } = report
  const opCounts = new Map<string, number>()
  for (const { op } of report.nodes) opCounts.set(op, (opCounts.get(op) ?? 0) + 1)
  const noise = noiseByNode(report)
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
        describeNoise(noise[index]),
      ]),
      [0, 4, 5, 6],
    ),
    '',
    `worst element   ${cost.worstBytes} proof bytes (node ${cost.worstBytesNode}), ${cost.worstGas} gas (node ${cost.worstGasNode})`,
    ...describeQuality(report, shape).map((line, at) => `${at === 0 ? 'quality         ' : 'hint            '}${line}`),
    ...report.notes.map((note) => `note            ${note}`),
    '',
    `written to ${out}; next: assay model register ${out}`,
  ].join('\n')
}

const EXAMPLES = `
Examples:
  $ assay model compile model.onnx --calibration samples.npy
  $ assay model compile model.onnx -c samples.npy --report model.html   # open it in a browser
  $ assay model compile int8.onnx --output logits --input-shape pixels=1,3,224,224 --json > report.json

Next: assay model run <dir> --input picture.png, assay model register <dir>`

export const addModelCompile = (parent: Command): void => {
  addCompileOptions(
    parent
      .command('compile')
      .description('compile an ONNX model to a program: exact int8, every element provable')
      .argument('<onnx>', 'float32 model (needs --calibration), or int8 in QOperator or QDQ form')
      .option('-o, --out <dir>', 'where to write the compiled model (default: <name>.assay)')
      .option('--report <file>', 'write a page that shows the graph, what int8 cost in accuracy, and where the gas is')
      .option('--json', 'print the report as JSON', false),
  )
    .addHelpText('after', EXAMPLES)
    .action((file: string, options: Options) =>
      runAction(options.json, async () => {
        const out = options.out ?? `${nameOf(file, options)}.assay`
        await checkModelFolder(out)
        if (options.report !== undefined)
          await checkOutFile({ file: options.report, what: 'the report', start: '<!doctype html>' })
        const compiled = await compileOnnx(file, options)
        const { model, io, report } = compiled
        const modelId = toHex(commitModel(model).modelId)
        await writeModelFolder(out, compiled)
        if (options.report !== undefined)
          await writeOutFile(
            options.report,
            reportHtml({ ...compiled, modelId }),
            'the report',
            `The compiled model itself is written to ${out}.`,
          )
        return {
          text: [
            describe(report, io.outputs[0]?.shape ?? [], modelId, out),
            ...(options.report === undefined ? [] : [`report in ${options.report}; open it in a browser`]),
          ].join('\n'),
          json: { modelId, out, ...report },
        }
      }),
    )
}
