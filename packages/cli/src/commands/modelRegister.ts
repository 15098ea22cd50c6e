import { publishModel, readMinimumLock } from '@assay/sdk'
import { openStore } from '@assay/store'
import type { Command } from 'commander'
import { formatUnits } from 'viem'
import { connect } from '../connect.ts'
import { readModelFolder } from '../files/modelFolder.ts'
import { readCliSettings } from '../settings.ts'
import { progress } from '../terminal/progress.ts'
import { runAction } from '../terminal/runAction.ts'

interface RegisterOptions {
  readonly as?: string
  readonly description: string
  readonly licence: string
  readonly labels?: string
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
    .option('-l, --licence <text>', 'SPDX identifier, or words', 'unstated')
    .option('--labels <list>', 'what each element of the output stands for, separated by commas')
    .option('--as <role>', 'act as a role of the local network instead of ASSAY_KEY')
    .option('--json', 'print JSON', false)
    .action((dir: string, options: RegisterOptions) =>
      runAction(options.json, async () => {
        const { model, name, io, report, onnx } = await readModelFolder(dir)
        const settings = readCliSettings()
        const assay = await connect(settings, options)
        const store = openStore(settings.storeUrl)
        try {
          const labels = options.labels?.split(',').map((label) => label.trim())
          const outputs = io.outputs.map((output) => (labels === undefined ? output : { ...output, labels }))
          const about = { name, description: options.description, licence: options.licence, inputs: io.inputs, outputs }
          const { modelId, manifest, sent } = await progress(`publishing and registering ${name}`, () =>
            publishModel(assay, store, { model, about, onnx, report }),
          )
          const minimumLock = await readMinimumLock(assay, modelId)
          const gas = sent?.receipt.gasUsed
          return {
            text: [
              `modelId       ${modelId}`,
              `registration  ${sent === undefined ? 'was there already' : `${gas} gas, ${sent.hash}`}`,
              `manifest      ${manifest}`,
              `least lock    ${formatUnits(minimumLock, 18)} of stake token a task`,
              `next          assay provider offer ${modelId} --price <amount> --endpoint <url>`,
            ].join('\n'),
            json: { modelId, manifest, minimumLock, gas, transaction: sent?.hash },
          }
        } finally {
          await store.close()
        }
      }),
    )
}
