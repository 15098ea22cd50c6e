// Writes docs/metrics.md, the alert rules and the dashboard from the table of metrics and the tables in deploy/observability;
// `--check` fails if one is not current.
import { readFile, writeFile } from 'node:fs/promises'
import { renderAlerts } from '../deploy/observability/renderAlerts.ts'
import { renderDashboard } from '../deploy/observability/renderDashboard.ts'
import { renderMetricsPage } from '../deploy/observability/renderMetricsPage.ts'

const files = {
  'docs/metrics.md': renderMetricsPage(),
  'deploy/prometheus/alerts.yml': renderAlerts(),
  'deploy/grafana/dashboards/assay.json': renderDashboard(),
}

for (const [name, text] of Object.entries(files)) {
  const file = new URL(`../${name}`, import.meta.url)
  if (!process.argv.includes('--check')) await writeFile(file, text)
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    process.stderr.write(`${name} is not what the tables of metrics, alerts and panels say\n`)
    process.exitCode = 1
  }
}
