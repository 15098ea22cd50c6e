import { runProcess } from '@assay/keeper'
import { settlerSettings, startSettler } from '@assay/worker-settler'
import type { Command } from 'commander'
import { asOption, readWorkerSettings, settingsHelp } from './workerSettings.ts'

export const addSettle = (command: Command): void => {
  command
    .option(...asOption)
    .addHelpText('after', settingsHelp(settlerSettings))
    .action(({ as }: { as?: string }) =>
      runProcess('settler', () => readWorkerSettings(settlerSettings, as), startSettler),
    )
}
