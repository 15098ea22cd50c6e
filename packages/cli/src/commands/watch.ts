import { runProcess } from '@assay/keeper'
import { startWatchtower, watchtowerSettings } from '@assay/worker-watchtower'
import type { Command } from 'commander'
import { asOption, readWorkerSettings, settingsHelp } from './workerSettings.ts'

export const addWatch = (command: Command): void => {
  command
    .option(...asOption)
    .addHelpText('after', settingsHelp(watchtowerSettings))
    .action(({ as }: { as?: string }) =>
      runProcess('watchtower', () => readWorkerSettings(watchtowerSettings, as), startWatchtower),
    )
}
