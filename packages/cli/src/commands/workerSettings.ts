import { loadDotEnv, readSettings, type SettingsOf, type SettingsTable } from '@assay/keeper/settings'
import { devAccount } from '../local/devAccounts.ts'
import { roleNamed } from '../local/roleNamed.ts'

export const asOption = [
  '--as <role>',
  'act as a role of the local network instead of the key in the settings',
] as const

/** Help that lists a worker's settings: the same table that validates them. */
export const settingsHelp = (table: SettingsTable): string => {
  const rows = Object.values(table).map(({ name, unit, default: value, what }) => {
    const note = value === null ? ', required' : value === '' ? '' : `, default ${value}`
    return `  ${name}  ${what} [${unit}${note}]`
  })
  return ['', 'Settings (environment or .env):', ...rows].join('\n')
}

/** A worker's settings; `as` puts a local role's key in the place of the one they name. */
export const readWorkerSettings = <
  const Table extends SettingsTable & { readonly privateKey: { readonly name: string } },
>(
  table: Table,
  as: string | undefined,
): SettingsOf<Table> => {
  const environment = loadDotEnv('.env', process.env)
  if (as === undefined) return readSettings(table, environment)
  return readSettings(table, { ...environment, [table.privateKey.name]: devAccount(roleNamed(as)).privateKey })
}
