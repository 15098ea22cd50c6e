import { alerts } from './alerts.ts'
import { runbookOf } from './runbookOf.ts'

/** A YAML scalar in single quotes. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

/** The rules file of Prometheus. */
export const renderAlerts = (): string => {
  const lines = ['# Generated from deploy/observability/alerts.ts; do not edit.', 'groups:']
  for (const [group, rules] of Object.entries(alerts)) {
    lines.push(`  - name: assay-${group}`, '    rules:')
    for (const rule of rules) {
      lines.push(
        `      - alert: ${rule.name}`,
        `        expr: ${quoted(rule.expr)}`,
        `        for: ${rule.for}`,
        '        labels:',
        `          severity: ${rule.severity}`,
        '        annotations:',
        `          summary: ${quoted(rule.summary)}`,
        `          runbook_url: ${runbookOf(rule)}`,
      )
    }
  }
  return `${lines.join('\n')}\n`
}
