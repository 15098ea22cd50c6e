import { deprecateModel, reinstateModel } from '@assay/sdk'
import { openStore } from '@assay/store'
import type { Command } from 'commander'
import { connect } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { findModelId } from '../findModelId.ts'
import { readCliSettings } from '../settings.ts'
import { runAction } from '../terminal/runAction.ts'

interface DeprecateOptions {
  readonly as?: string
  readonly reason?: string
  readonly successor?: string
  readonly undo: boolean
  readonly json: boolean
}

export const addModelDeprecate = (parent: Command): void => {
  parent
    .command('deprecate')
    .description('advise against a model; tasks, open and new, are as before')
    .argument('<model>', 'id or name of a registered model')
    .option('-r, --reason <text>', 'why it should be used no longer')
    .option('--successor <model>', 'the registered model to use instead')
    .option('--undo', 'take it back', false)
    .option('--as <role>', 'act as a role of the local network instead of the key in the settings')
    .option('--json', 'print JSON', false)
    .action((text: string, options: DeprecateOptions) =>
      runAction(options.json, async () => {
        const { reason, undo } = options
        if (undo !== (reason === undefined) || (undo && options.successor !== undefined))
          throw new UsageError('give either --reason (and perhaps --successor), or --undo.')
        const settings = readCliSettings()
        const assay = await connect(settings, options)
        const store = openStore(settings.storeUrl)
        try {
          const modelId = await findModelId(assay, store, text)
          if (reason === undefined) {
            const { hash } = await reinstateModel(assay, modelId)
            return { text: `reinstated ${modelId} in ${hash}`, json: { modelId, transaction: hash } }
          }
          const advice =
            options.successor === undefined
              ? { reason }
              : { reason, successor: await findModelId(assay, store, options.successor) }
          const { hash } = await deprecateModel(assay, modelId, advice)
          return { text: `deprecated ${modelId} in ${hash}`, json: { modelId, ...advice, transaction: hash } }
        } finally {
          await store.close()
        }
      }),
    )
}
