import {
  commonSettings,
  kind,
  loadDotEnv,
  monitorPorts,
  monitorSettings,
  readSettings,
  type SettingsOf,
  type SettingsTable,
  signerSettings,
} from '@assay/keeper'

export const inferenceSettings = {
  ...commonSettings,
  ...monitorSettings('PROVIDER', monitorPorts.inference),
  ...signerSettings('ASSAY_PROVIDER', 'the account that sells compute: its stake is locked for each task it accepts'),
  models: {
    name: 'ASSAY_PROVIDER_MODELS',
    kind: kind.modelIds(),
    unit: 'list',
    default: '',
    what: 'models to serve; empty: every model for which the account has an active offer',
  },
  host: {
    name: 'ASSAY_PROVIDER_HOST',
    kind: kind.text(),
    unit: 'address',
    default: '127.0.0.1',
    what: 'address at which results are served',
  },
  port: {
    name: 'ASSAY_PROVIDER_PORT',
    kind: kind.integer(0, 65_535),
    unit: 'port',
    default: '35100',
    what: 'port at which results are served; 0: any free one',
  },
  traceCacheMb: {
    name: 'ASSAY_PROVIDER_TRACE_CACHE_MB',
    kind: kind.integer(1, 1_000_000),
    unit: 'MiB',
    default: '256',
    what: 'memory for traces that may be asked for; what is dropped is computed again when needed',
  },
  modelsHeld: {
    name: 'ASSAY_PROVIDER_MODELS_HELD',
    kind: kind.integer(1, 1_000),
    unit: 'models',
    default: '8',
    what: 'models held ready to run',
  },
  submitMarginSec: {
    name: 'ASSAY_PROVIDER_SUBMIT_MARGIN_SEC',
    kind: kind.integer(0, 86_400),
    unit: 'seconds',
    default: '2',
    what: 'a task that leaves less time than this to submit is not accepted',
  },
} as const satisfies SettingsTable

export type InferenceSettings = SettingsOf<typeof inferenceSettings>

/** The one place where this process reads its environment. */
export const readInferenceSettings = (environment = process.env): InferenceSettings =>
  readSettings(inferenceSettings, loadDotEnv('.env', environment))
