import { interpret } from '@assay/program'
import { encodeReplay, estimateReplayGas, fitsReplay } from '@assay/proof'
import { fetchInput, fetchModel, readTask, replayTask } from '@assay/sdk'
import { openStore } from '@assay/store'
import type { Command } from 'commander'
import { connect } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { findTaskId } from '../findTaskId.ts'
import { readCliSettings } from '../settings.ts'
import { progress } from '../terminal/progress.ts'
import { runAction } from '../terminal/runAction.ts'

interface ReplayOptions {
  readonly as?: string
  readonly json: boolean
}

const EXAMPLES = `
Of a model that is small enough (a perceptron of 784, 150 and 10 neurons is), the chain itself runs the whole program: the task is Final at once if its
result is right, and Refuted if it is wrong, which pays like any other conviction.

Examples:
  $ assay task replay 0x8f2b61c0`

export const addTaskReplay = (parent: Command): void => {
  parent
    .command('replay')
    .description('have the chain run a submitted task of a tiny model, and settle it at once')
    .argument('<task>', 'its id, or the first 8 or more digits of it')
    .option('--as <role>', 'act as a role of the local network instead of the key in the settings')
    .option('--json', 'print JSON', false)
    .addHelpText('after', EXAMPLES)
    .action((text: string, options: ReplayOptions) =>
      runAction(options.json, async () => {
        const settings = readCliSettings()
        const assay = await connect(settings, options)
        const taskId = await findTaskId(assay, text)
        const store = openStore(settings.storeUrl)
        try {
          const task = await readTask(assay, taskId)
          const { model } = await progress('fetching the model', () => fetchModel(assay, store, task.modelId))
          const { bytes, gas } = estimateReplayGas(model.program)
          if (!fitsReplay(model.program))
            throw new UsageError(
              `the model of task ${taskId} is too large to be run on chain: up to ${gas} gas and ${bytes} bytes; a transaction takes 2^24 and 127 KiB. A wrong result is proven by one element instead: assay watch does it.`,
            )
          const inputs = await fetchInput(store, task, model.program)
          const run = { inputs, tensors: interpret(model, inputs) }
          const verdict = await progress(`the chain runs task ${taskId}`, () =>
            replayTask(assay, taskId, encodeReplay(model, run)),
          )
          const used = verdict.receipt.gasUsed
          return {
            text: [
              `task ${taskId}  ${verdict.state}`,
              `run by the chain in ${verdict.hash}: ${used} gas, ${bytes} bytes`,
              `output root   ${verdict.outputRoot}${verdict.outputRoot === task.outputRoot ? '' : `, not ${task.outputRoot}`}`,
              `nodes root    ${verdict.nodesRoot}${verdict.nodesRoot === task.nodesRoot ? '' : `, not ${task.nodesRoot}`}`,
            ].join('\n'),
            json: {
              taskId,
              state: verdict.state,
              outputRoot: verdict.outputRoot,
              nodesRoot: verdict.nodesRoot,
              gas: used,
              transaction: verdict.hash,
            },
          }
        } finally {
          await store.close()
        }
      }),
    )
}
