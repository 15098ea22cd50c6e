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
  // An exit pays its beneficiary and never its caller. So whoever calls exits for strangers can be made to spend: a stranger that opens
  // tasks and demands, which cost it gas too, has them closed at another's expense. Somebody must still do it where beneficiaries do not.
  public: {
    name: 'ASSAY_SETTLER_PUBLIC',
    kind: kind.oneOf('yes', 'no'),
    unit: 'yes or no',
    default: 'no',
    what: "whether it calls the exits of strangers that pay it nothing, as a public service; no: those of ASSAY_SETTLER_FOR, and a stranger's finalisation where the tip of a contract that waits covers it",
  },
  beneficiaries: {
    name: 'ASSAY_SETTLER_FOR',
    kind: kind.addresses(),
    unit: 'list',
    default: '',
    what: 'accounts (clients, providers, watchtowers) whose exits it calls at its own expense, besides its own account',
  },
  replay: {
    name: 'ASSAY_SETTLER_REPLAY',
    kind: kind.oneOf('none', 'paid', 'all'),
    unit: 'choice',
    default: 'none',
    what: 'which tiny results it has the chain run at once, so that they are final before their window ends: those whose tip covers it (up to 2^24 gas) and the delivery, all, none. Nothing else pays for a right one; a wrong one pays the bounty',
  },
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
