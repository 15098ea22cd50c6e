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
  ...signerSettings(
    'ASSAY_PROVIDER',
    'the key that accepts, submits and signs quotes: the provider itself, or one of its operators',
  ),
  provider: {
    name: 'ASSAY_PROVIDER_ADDRESS',
    kind: kind.optional(kind.address()),
    unit: 'address',
    default: '',
    what: 'the provider whose operator the key is (its stake is locked, it is paid); empty: the key is the provider',
  },
  quoteSec: {
    name: 'ASSAY_PROVIDER_QUOTE_SEC',
    kind: kind.integer(0, 86_400),
    unit: 'seconds',
    default: '120',
    what: 'how long a signed quote is good. 0: no quotes are given',
  },
  trustedProxies: {
    name: 'ASSAY_PROVIDER_TRUSTED_PROXIES',
    kind: kind.optional(kind.text()),
    unit: 'list',
    default: '',
    what: 'addresses or networks (10.0.0.0/8) of reverse proxies before it, whose X-Forwarded-For tells who asks: questions are answered in turn, by address, and connections counted',
  },
  inlineOutputBytes: {
    name: 'ASSAY_PROVIDER_INLINE_OUTPUT_BYTES',
    kind: kind.integer(0, 4_096),
    unit: 'bytes',
    default: '128',
    what: 'outputs up to this length are written into the result event, where contracts and clients find them',
  },
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
  connections: {
    name: 'ASSAY_PROVIDER_CONNECTIONS',
    kind: kind.integer(16, 65_536),
    unit: 'connections',
    default: '1024',
    what: 'open connections in all where results are served: of more, one that does nothing is ended, of whoever has most',
  },
  connectionsPerAddress: {
    name: 'ASSAY_PROVIDER_CONNECTIONS_PER_ADDRESS',
    kind: kind.integer(4, 65_536),
    unit: 'connections',
    default: '128',
    what: 'the same of one address (of IPv6, one /64), trusted proxies excepted; many may share it',
  },
  traceCacheMb: {
    name: 'ASSAY_PROVIDER_TRACE_CACHE_MB',
    kind: kind.integer(1, 1_000_000),
    unit: 'MiB',
    default: '256',
    what: 'memory for traces that may be asked for; what is dropped is computed again when needed',
  },
  heldInputsMb: {
    name: 'ASSAY_PROVIDER_HELD_INPUTS_MB',
    kind: kind.integer(1, 1_000_000),
    unit: 'MiB',
    default: '4096',
    what: 'disk space for copies of inputs: the oldest go that no open task and no fresh quote needs; where all are needed nothing more is accepted',
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
