import { kind } from '../settings/kind.ts'
import type { SettingsTable } from '../settings/types.ts'

/** Where a worker shows its metrics and its health. */
export const monitorSettings = <const Prefix extends string, const Port extends string>(prefix: Prefix, port: Port) =>
  ({
    monitorHost: {
      name: 'ASSAY_MONITOR_HOST',
      kind: kind.text(),
      unit: 'address',
      default: '127.0.0.1',
      what: 'address at which workers show metrics and health; nothing there is secret, but nobody else needs it',
    },
    monitorPort: {
      name: `ASSAY_${prefix}_MONITOR_PORT`,
      kind: kind.integer(0, 65_535),
      unit: 'port',
      default: port,
      what: 'port of its metrics and health: /metrics, /health/live, /health/ready; 0: any free one',
    },
  }) as const satisfies SettingsTable

/** Default ports, by worker. */
export const monitorPorts = { inference: '35110', watchtower: '35111', settler: '35112', canary: '35113' } as const
