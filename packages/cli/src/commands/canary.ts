import { loadDotEnv, readSettings, runProcess } from '@assay/keeper'
import { canarySettings, startCanary } from '@assay/worker-canary'
import type { Command } from 'commander'
import { settingsHelp } from './workerSettings.ts'

export const addCanary = (command: Command): void => {
  command
    .addHelpText('after', settingsHelp(canarySettings))
    .action(() =>
      runProcess('canary', () => readSettings(canarySettings, loadDotEnv('.env', process.env)), startCanary),
    )
}
