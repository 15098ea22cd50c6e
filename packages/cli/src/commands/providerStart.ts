import { runProcess } from '@assay/keeper'
import { inferenceSettings, startInferenceWorker } from '@assay/worker-inference'
import type { Command } from 'commander'
import { asOption, readWorkerSettings, settingsHelp } from './workerSettings.ts'

export const addProviderStart = (parent: Command): void => {
  parent
    .command('start')
    .description('accept tasks of the models you offer, run them, serve their traces, until Ctrl-C')
    .option(...asOption)
    .addHelpText('after', settingsHelp(inferenceSettings))
    .action(({ as }: { as?: string }) =>
      runProcess('inference', () => readWorkerSettings(inferenceSettings, as), startInferenceWorker),
    )
}
