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

export const watchtowerSettings = {
  ...commonSettings,
  ...monitorSettings('WATCHTOWER', monitorPorts.watchtower),
  ...signerSettings(
    'ASSAY_WATCHTOWER',
    'the account that proves fraud and earns the bounty; holds a little native currency for gas',
  ),
  models: {
    name: 'ASSAY_WATCHTOWER_MODELS',
    kind: kind.modelIds(),
    unit: 'list',
    default: '',
    what: 'models to watch; empty: all',
  },
  share: {
    name: 'ASSAY_WATCHTOWER_SHARE',
    kind: kind.fraction(),
    unit: 'share',
    default: '1',
    what: 'share of the results that are checked, drawn where no provider can foresee it',
  },
  modelsHeld: {
    name: 'ASSAY_WATCHTOWER_MODELS_HELD',
    kind: kind.integer(1, 1_000),
    unit: 'models',
    default: '8',
    what: 'models held ready to run',
  },
  retrySec: {
    name: 'ASSAY_WATCHTOWER_RETRY_SEC',
    kind: kind.integer(1, 3_600),
    unit: 'seconds',
    default: '5',
    what: 'time after which a result whose trace is withheld is asked for again',
  },
  commit: {
    name: 'ASSAY_WATCHTOWER_COMMIT',
    kind: kind.oneOf('yes', 'no'),
    unit: 'yes or no',
    default: 'yes',
    what: 'whether it commits to a proof a block before it sends it: a copier then takes half of the bounty at most',
  },
  commitLeastSec: {
    name: 'ASSAY_WATCHTOWER_COMMIT_LEAST_SEC',
    kind: kind.integer(0, 86_400),
    unit: 'seconds',
    default: '60',
    what: 'a lie that may be final sooner than this is convicted at once, without a commitment',
  },
  inputSpendWei: {
    name: 'ASSAY_WATCHTOWER_INPUT_SPEND_WEI',
    kind: kind.amount(),
    unit: 'wei',
    default: '100000000000000000',
    what: "most that it spends, in bonds and gas, on having one task's withheld input shown on chain; an input that takes more is not checked",
  },
  replayGas: {
    name: 'ASSAY_WATCHTOWER_REPLAY_GAS',
    kind: kind.integer(0, 2 ** 24),
    unit: 'gas',
    default: '4000000',
    what: 'most gas for having the chain run a tiny program whole where the trace of a wrong result is withheld: a proof and its openings take about 2 million; 0: the trace is demanded instead',
  },
  heldMb: {
    name: 'ASSAY_WATCHTOWER_HELD_MB',
    kind: kind.integer(0, 65_536),
    unit: 'MiB',
    default: '256',
    what: 'memory for runs of wrong results that wait for an answer, and as much again for withheld inputs; what does not fit is run and read again',
  },
  localEndpoints: {
    name: 'ASSAY_WATCHTOWER_LOCAL_ENDPOINTS',
    kind: kind.oneOf('yes', 'no'),
    unit: 'yes or no',
    default: 'no',
    what: 'whether offers may name endpoints on this machine or its private network, as on a local chain',
  },
} as const satisfies SettingsTable

export type WatchtowerSettings = SettingsOf<typeof watchtowerSettings>

/** The one place where this process reads its environment. */
export const readWatchtowerSettings = (environment = process.env): WatchtowerSettings =>
  readSettings(watchtowerSettings, loadDotEnv('.env', environment))
