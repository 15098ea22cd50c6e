import { SettingsError } from '../errors.ts'
import { hideSetting } from './hideSetting.ts'
import type { Setting, SettingsOf, SettingsTable } from './types.ts'

const nextStep = (setting: Setting<unknown>) =>
  setting.default === null
    ? 'Set it in the environment or in .env.'
    : `Correct it, or remove it for the default, ${setting.default === '' ? 'empty' : setting.default}.`

const problemOf = (setting: Setting<unknown>, value: string | undefined): string =>
  value === undefined
    ? `${setting.name} is not set (${setting.what}). It must be ${setting.kind.limit} (${setting.unit}). ${nextStep(setting)}`
    : `${setting.name} must be ${setting.kind.limit} (${setting.unit}); it is ${setting.kind.secret ? 'something else (not shown)' : `"${value}"`}. ${nextStep(setting)}`

/**
 * The typed settings of a process.
 * @throws SettingsError naming every variable that is wrong, its limit, its value and the next step
 */
export const readSettings = <const Table extends SettingsTable>(
  table: Table,
  environment: Readonly<Record<string, string | undefined>>,
): SettingsOf<Table> => {
  const problems: string[] = []
  const settings: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries(table)) {
    const value = environment[setting.name] ?? setting.default ?? undefined
    if (setting.kind.secret === true && value !== undefined && value !== setting.default) hideSetting(value)
    const parsed = value === undefined ? undefined : setting.kind.schema.safeParse(value)
    if (parsed?.success) settings[key] = parsed.data
    else problems.push(problemOf(setting, value))
  }
  if (problems.length > 0) throw new SettingsError(problems)
  // Every key of the table was parsed by its own schema above.
  return settings as SettingsOf<Table>
}
