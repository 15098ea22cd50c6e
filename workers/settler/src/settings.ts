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

export const settlerSettings = {
  ...commonSettings,
  ...monitorSettings('SETTLER', monitorPorts.settler),
  ...signerSettings(
    'ASSAY_SETTLER',
    'the account that settles tasks; holds a little native currency for gas and nothing else',
  ),
  deliver: {
    name: 'ASSAY_SETTLER_DELIVER',
    kind: kind.oneOf('paid', 'all', 'none'),
    unit: 'choice',
    default: 'paid',
    what: 'which final results it brings to the contracts that wait for them: those whose tip covers the gas, all, none',
  },
  localEndpoints: {
    name: 'ASSAY_SETTLER_LOCAL_ENDPOINTS',
    kind: kind.oneOf('yes', 'no'),
    unit: 'yes or no',
    default: 'no',
    what: 'whether outputs to deliver may be fetched from endpoints on this machine or its private network',
  },
  sweepSec: {
    name: 'ASSAY_SETTLER_SWEEP_SEC',
    kind: kind.integer(1, 86_400),
    unit: 'seconds',
    default: '30',
    what: 'longest time between two looks at an open task, whatever its deadline says',
  },
} as const satisfies SettingsTable

export type SettlerSettings = SettingsOf<typeof settlerSettings>

/** The one place where this process reads its environment. */
export const readSettlerSettings = (environment = process.env): SettlerSettings =>
  readSettings(settlerSettings, loadDotEnv('.env', environment))
