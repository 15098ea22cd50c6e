// Writes .env.example from the settings tables; `--check` fails if it is not current.
import { readFile, writeFile } from 'node:fs/promises'
import { cliSettings, localSettings } from '@assay/cli'
import { commonSettings, renderEnvExample } from '@assay/keeper'
import { canarySettings } from '@assay/worker-canary'
import { inferenceSettings } from '@assay/worker-inference'
import { settlerSettings } from '@assay/worker-settler'
import { watchtowerSettings } from '@assay/worker-watchtower'

const file = new URL('../.env.example', import.meta.url)
const text = renderEnvExample({
  'every worker': commonSettings,
  'provider (workers/inference)': inferenceSettings,
  'watchtower (workers/watchtower)': watchtowerSettings,
  'settler (workers/settler)': settlerSettings,
  'canary (workers/canary)': canarySettings,
  'command line (assay)': cliSettings,
  'local network (npm start)': localSettings,
})

if (!process.argv.includes('--check')) await writeFile(file, text)
else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
  process.stderr.write('.env.example is not what the settings tables say\n')
  process.exitCode = 1
}
