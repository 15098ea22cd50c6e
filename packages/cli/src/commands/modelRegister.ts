import { publishModel, readMinimumLock } from '@assay/sdk'
import { openStore } from '@assay/store'
import type { Command } from 'commander'
import { formatUnits } from 'viem'
import { connect } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { checkLabels } from '../files/checkLabels.ts'
import { isVector } from '../files/isVector.ts'
import { readModelFolder } from '../files/modelFolder.ts'
import { readLabels } from '../files/readLabels.ts'
import { findModelId } from '../findModelId.ts'
import { calibrationFile } from '../model/calibrationFile.ts'
import { readCliSettings } from '../settings.ts'
import { progress } from '../terminal/progress.ts'
import { runAction } from '../terminal/runAction.ts'

interface RegisterOptions {
  readonly as?: string
  readonly description: string
  readonly licence: string
  readonly labels?: string
  readonly labelsFile?: string
  readonly preprocessing?: string
  readonly parent?: string
  readonly forkReason?: string
  readonly json: boolean
}

export const addModelRegister = (parent: Command): void => {
  parent
    .command('register')
    .description(
      "publish a compiled model's files, register its program on chain and state its manifest; safe to repeat",
    )
    .argument('<dir>', 'folder that `assay model compile` wrote')
    .option('-d, --description <text>', 'what the model does, in a sentence', '')
    .option('-l, --licence <text>', 'SPDX licence expression, or words', 'NOASSERTION')
    .option('--labels <list>', 'what each element of the output stands for, separated by commas')
    .option('--labels-file <file>', 'the same, from a file: one a line, or JSON')
    .option('--preprocessing <text>', 'how to make an input of what a person has, in a sentence')
    .option('--parent <model>', 'the registered model it was made from')
    .option('--fork-reason <text>', 'why it departs from its parent')
    .option('--as <role>', 'act as a role of the local network instead of the key in the settings')
    .option('--json', 'print JSON', false)
    .action((dir: string, options: RegisterOptions) =>
      runAction(options.json, async () => {
        const { model, name, io, report, onnx, recipe, calibration } = await readModelFolder(dir)
        if (options.labels !== undefined && options.labelsFile !== undefined)
          throw new UsageError('--labels and --labels-file were both given. Give one of them.')
        const fits = (calibration?.length ?? 0) <= calibrationFile.maxPackedBytes
        const settings = readCliSettings()
        const assay = await connect(settings, options)
        const store = openStore(settings.storeUrl)
        try {
          const labels =
            options.labelsFile === undefined
              ? options.labels?.split(',').map((label) => label.trim())
              : await readLabels(options.labelsFile)
          const [output] = io.outputs
          if (labels !== undefined && output !== undefined && isVector(output.shape))
            checkLabels(labels, output, options.labelsFile ?? '--labels')
          const outputs = io.outputs.map((output) => (labels === undefined ? output : { ...output, labels }))
          const about = {
            ...{ name, description: options.description, licence: options.licence, inputs: io.inputs, outputs },
            ...(options.preprocessing === undefined ? {} : { preprocessing: options.preprocessing }),
          }
          const origin = {
            ...{ onnx, report },
            ...(recipe === undefined ? {} : { recipe }),
            ...(calibration === undefined || !fits ? {} : { calibration }),
          }
          const descent = {
            ...(options.parent === undefined ? {} : { parent: await findModelId(assay, store, options.parent) }),
            ...(options.forkReason === undefined ? {} : { forkReason: options.forkReason }),
          }
          const { modelId, manifest, sent } = await progress(`publishing and registering ${name}`, () =>
            publishModel(assay, store, { model, about, ...origin, ...descent }),
          )
          const minimumLock = await readMinimumLock(assay, modelId)
          const gas = sent?.receipt.gasUsed
          return {
            text: [
              `modelId       ${modelId}`,
              `registration  ${sent === undefined ? 'was there already' : `${gas} gas, ${sent.hash}`}`,
              `manifest      ${manifest}`,
              `least lock    ${formatUnits(minimumLock, 18)} of stake token a task`,
              ...(fits
                ? []
                : [
                    `note          the calibration samples (${calibration?.length} bytes packed) are more than the ${calibrationFile.maxPackedBytes} that are published: nobody can verify the model. Compile with fewer.`,
                  ]),
              ...(recipe === undefined
                ? ['note          compiled before there were recipes: compile it again, so that others can verify it']
                : []),
              `next          assay model verify ${modelId}, or`,
              `              assay provider offer ${modelId} --price <amount> --endpoint <url>`,
            ].join('\n'),
            json: { modelId, manifest, minimumLock, gas, transaction: sent?.hash },
          }
        } finally {
          await store.close()
        }
      }),
    )
}
