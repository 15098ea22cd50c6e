import {
  commonSettings,
  kind,
  loadDotEnv,
  readSettings,
  type SettingsOf,
  type SettingsTable,
  signerSettings,
} from '@assay/keeper/settings'

const { rpcUrl, deploymentFile, storeUrl } = commonSettings

/** What the command line itself needs; workers have tables of their own. */
export const cliSettings = {
  rpcUrl,
  deploymentFile,
  storeUrl,
  ...signerSettings('ASSAY', 'the account that `assay` acts with; without one only commands that read work'),
  statusWorkers: {
    name: 'ASSAY_STATUS_WORKERS',
    kind: kind.optional(kind.urls('http', 'https')),
    unit: 'URLs',
    default: '',
    what: 'monitors of the workers that `assay status` asks; empty: those of the default ports that answer',
  },
  allowPrivateEndpoints: {
    name: 'ASSAY_ALLOW_PRIVATE_ENDPOINTS',
    kind: kind.oneOf('auto', 'yes', 'no'),
    unit: 'choice',
    default: 'auto',
    what: 'whether results are fetched from private addresses such as 127.0.0.1; auto: on the local network only',
  },
} as const satisfies SettingsTable

export type CliSettings = SettingsOf<typeof cliSettings>

/** The one place where the command line reads its environment. */
export const readCliSettings = (environment = process.env): CliSettings =>
  readSettings(cliSettings, loadDotEnv('.env', environment))
