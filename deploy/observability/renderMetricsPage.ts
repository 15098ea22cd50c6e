import { logStages, type MetricRow, metricsTable, workerNames } from '@assay/keeper'
import { alerts } from './alerts.ts'
import { runbookOf } from './runbookOf.ts'

const cell = (text: string) => text.replaceAll('|', '\\|')

const labelsOf = ({ labels }: MetricRow): string =>
  Object.entries(labels)
    .map(([name, values]) =>
      values === 'at-start' ? `\`${name}\` (known at start)` : `\`${name}\`: ${values.join(', ')}`,
    )
    .join('; ')

/** docs/metrics.md. */
export const renderMetricsPage = (): string => {
  const rows = Object.values<MetricRow>(metricsTable)
  const everybody = (row: MetricRow) => row.workers.length === workerNames.length
  const table = (chosen: readonly MetricRow[]) => [
    '| metric | type | unit | labels | what it says |',
    '|---|---|---|---|---|',
    ...chosen.map(
      (row) => `| \`${row.name}\` | ${row.type} | ${row.unit} | ${cell(labelsOf(row))} | ${cell(row.help)} |`,
    ),
    '',
  ]
  const groups = new Map<string, MetricRow[]>()
  for (const row of rows.filter((each) => !everybody(each))) {
    const who = row.workers.join(', ')
    groups.set(who, [...(groups.get(who) ?? []), row])
  }
  return [
    '# Metrics, health, alerts and logs',
    '',
    '<!-- Generated from packages/keeper/src/metrics/table.ts, packages/keeper/src/process/logStages.ts and deploy/observability/alerts.ts; do not edit. -->',
    '',
    'Every worker shows, at the address of `ASSAY_MONITOR_HOST` (127.0.0.1) and a port of its own (`.env.example`):',
    '',
    '- `GET /metrics`: what follows, for Prometheus;',
    '- `GET /health/live`: 200 while the process answers;',
    '- `GET /health/ready`: 200 if nothing stands in the way of its work, else 503; a JSON object with each check, why it passes or fails, and what to do.',
    '',
    'Every series has the label `worker` besides its own, and is there from the start, at 0 or what the table says. The values of a label are those listed,',
    'or known when the worker starts: no task, transaction or stranger makes a series. [deploy/](../deploy/README.md) has a configuration of Prometheus,',
    'the alerts and a dashboard of Grafana. The processes’ own metrics (`process_*`, `nodejs_*`) are those of prom-client; only those that dashboard and alerts use are listed.',
    '',
    '## Every worker',
    '',
    ...table(rows.filter(everybody)),
    ...[...groups].flatMap(([who, members]) => [`## ${who}`, '', ...table(members)]),
    '## Alerts',
    '',
    '| alert | severity | when | what to do |',
    '|---|---|---|---|',
    ...Object.values(alerts)
      .flat()
      .map((alert) => {
        const page = runbookOf(alert).replace('docs/', '')
        return `| ${alert.name} | ${alert.severity} | \`${cell(alert.expr)}\` for ${alert.for} | [runbook](${page}) |`
      }),
    '',
    '## The log',
    '',
    'One JSON object a line: `level`, `time`, `worker`, `stage`, what the line is about (`task`, `job`, `error`, ...), `msg`. Keys and passwords are in no line, nor are tensors:',
    'bytes and long lists are written as their length, long texts are cut.',
    '',
    '| stage | says |',
    '|---|---|',
    ...Object.entries(logStages).map(([stage, says]) => `| \`${stage}\` | ${cell(says)} |`),
    '',
  ].join('\n')
}
