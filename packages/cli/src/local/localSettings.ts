import {
  kind,
  loadDotEnv,
  monitorPorts,
  readSettings,
  type SettingsOf,
  type SettingsTable,
} from '@assay/keeper/settings'

const port = (name: string, value: string, what: string) =>
  ({ name, kind: kind.integer(1, 65_535), unit: 'port', default: value, what }) as const

/** Where the local network listens, always on 127.0.0.1, and where it keeps its files. */
export const localSettings = {
  dir: {
    name: 'ASSAY_LOCAL_DIR',
    kind: kind.text(),
    unit: 'path',
    default: '.assay',
    what: "the local network's directory: database, content, logs, what workers remember",
  },
  rpcPort: port('ASSAY_RPC_PORT', '8545', 'port of the local Ethereum node'),
  postgresPort: port('ASSAY_POSTGRES_PORT', '35432', 'port of the local PostgreSQL'),
  storePort: port('ASSAY_STORE_PORT', '35001', 'port of the local content store (Kubo RPC)'),
  gatewayPort: port('ASSAY_GATEWAY_PORT', '35080', "port of the local content store's read-only gateway"),
  providerPort: port('ASSAY_PROVIDER_PORT', '35100', 'port at which the local provider serves its results'),
  liarPort: port('ASSAY_LIAR_PORT', '35101', "port at which the demonstration's lying provider serves its results"),
  providerMonitorPort: port(
    'ASSAY_PROVIDER_MONITOR_PORT',
    monitorPorts.inference,
    "the local provider's metrics and health",
  ),
  watchtowerMonitorPort: port(
    'ASSAY_WATCHTOWER_MONITOR_PORT',
    monitorPorts.watchtower,
    "the local watchtower's metrics and health",
  ),
  settlerMonitorPort: port(
    'ASSAY_SETTLER_MONITOR_PORT',
    monitorPorts.settler,
    "the local settler's metrics and health",
  ),
  windowSec: {
    name: 'ASSAY_LOCAL_WINDOW_SEC',
    kind: kind.integer(5, 3600),
    unit: 'seconds',
    default: '6',
    what: 'dispute window of tasks on the local network',
  },
} as const satisfies SettingsTable

export type LocalSettings = SettingsOf<typeof localSettings>

export const readLocalSettings = (environment = process.env): LocalSettings =>
  readSettings(localSettings, loadDotEnv('.env', environment))
