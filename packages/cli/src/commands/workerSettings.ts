import { loadDotEnv, readSettings, type SettingsOf, type SettingsTable } from '@assay/keeper/settings'
import { devAccount } from '../local/devAccounts.ts'
import { roleNamed } from '../local/roleNamed.ts'

export const asOption = [
  '--as <role>',
  'act as a role of the local network instead of the key in the settings',
] as const

const WIDTH = 96

/** Words in lines of a terminal's width, each behind the indent. */
const wrapped = (text: string, indent: string): string => {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last !== '' && last.length + word.length >= WIDTH) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.map((line) => `${indent}${line}`).join('\n')
}

/** Help that lists a worker's settings: the same table that validates them. */
export const settingsHelp = (table: SettingsTable): string => {
  const rows = Object.values(table).map(({ name, unit, kind, default: value, what }) => {
    const form = kind.limit.startsWith('one of') ? kind.limit : unit
    const note = value === null ? '; required' : value === '' ? '' : `; default ${value}`
    return `  ${name}  (${form}${note})\n${wrapped(what, '      ')}`
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
