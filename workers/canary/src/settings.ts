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

export const canarySettings = {
  ...commonSettings,
  ...monitorSettings('CANARY', monitorPorts.canary),
  // its accounts' keys stand in the identities file
  allowRawKey: signerSettings('ASSAY_CANARY', '').allowRawKey,
  identities: {
    name: 'ASSAY_CANARY_IDENTITIES',
    kind: kind.text(),
    unit: 'path',
    default: 'canary-identities.json',
    what: 'file with two or more accounts under which it asks and answers: docs/canary.md',
  },
  models: {
    name: 'ASSAY_CANARY_MODELS',
    kind: kind.modelIds(),
    unit: 'list',
    default: '',
    what: 'models to lie about; empty: all for which its accounts have active offers',
  },
  perDay: {
    name: 'ASSAY_CANARY_PER_DAY',
    kind: kind.integer(1, 100_000),
    unit: 'results',
    default: '2',
    what: 'wrong results a day, on average: they come at random times',
  },
  dailyLock: {
    name: 'ASSAY_CANARY_DAILY_LOCK',
    kind: kind.amount(),
    unit: 'stake token, smallest unit',
    default: '1000000000000000000000',
    what: 'largest sum of locks that it loses in one UTC day; most of a lock is burnt',
  },
  patience: {
    name: 'ASSAY_CANARY_PATIENCE',
    kind: kind.fraction(),
    unit: 'share',
    default: '0.5',
    what: 'share of a window after which a lie that still stands raises the alarm and is convicted by itself',
  },
  host: {
    name: 'ASSAY_CANARY_HOST',
    kind: kind.text(),
    unit: 'address',
    default: '127.0.0.1',
    what: 'address at which its accounts serve their results, each at its own port (in the identities file)',
  },
} as const satisfies SettingsTable

export type CanarySettings = SettingsOf<typeof canarySettings>

/** The one place where this process reads its environment. */
export const readCanarySettings = (environment = process.env): CanarySettings =>
  readSettings(canarySettings, loadDotEnv('.env', environment))
