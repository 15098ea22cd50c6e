import type { SettingsTable } from './types.ts'

/** The text of `.env.example`: every setting of every table once, with its unit, limit, default and purpose. */
export const renderEnvExample = (tables: Readonly<Record<string, SettingsTable>>): string => {
  const lines = ['# Generated from the settings tables; do not edit. Copy to .env and change what you need.']
  const seen = new Set<string>()
  for (const [title, table] of Object.entries(tables)) {
    const rows = Object.values(table).filter((setting) => !seen.has(setting.name))
    if (rows.length === 0) continue
    lines.push('', `# --- ${title}`)
    for (const setting of rows) {
      seen.add(setting.name)
      lines.push(
        '',
        `# ${setting.what}`,
        `# ${setting.unit}: ${setting.kind.limit}${setting.default === null ? '; required' : ''}`,
      )
      lines.push(setting.default === null ? `${setting.name}=` : `# ${setting.name}=${setting.default}`)
    }
  }
  return `${lines.join('\n')}\n`
}
