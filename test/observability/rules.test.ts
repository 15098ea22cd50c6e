import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { alerts } from '../../deploy/observability/alerts.ts'
import { binaryOnPath } from '../support/binaryOnPath.ts'

const folder = new URL('../../deploy/prometheus/', import.meta.url)
const cases = readFileSync(new URL('alerts.test.yml', folder), 'utf8')

/** Alerts of which a state at one moment says all: Prometheus's own test would repeat the expression. */
const criticalAlerts = Object.values(alerts)
  .flat()
  .filter(({ severity }) => severity === 'critical')

test.each(criticalAlerts.map(({ name }) => [name]))('%s, which wakes somebody, has cases over time', (name) => {
  const times = cases.split('- eval_time:').filter((each) => each.includes(`alertname: ${name}\n`))
  expect(times.filter((each) => each.includes('exp_alerts: []')).length, 'silent').toBeGreaterThan(0)
  expect(times.filter((each) => each.includes('exp_labels:')).length, 'firing').toBeGreaterThan(0)
})

const binary = binaryOnPath('promtool', 'PROMTOOL_BIN')
describe.skipIf(binary === undefined)('promtool (skipped where there is none on the path)', () => {
  const promtool = (...args: string[]) => promisify(execFile)(binary ?? '', args, { cwd: fileURLToPath(folder) })

  test('finds nothing wrong with the configuration and its rules', async () => {
    const { stdout } = await promtool('check', 'config', 'prometheus.yml')
    expect(stdout).toContain(`SUCCESS: ${Object.values(alerts).flat().length} rules found`)
  })

  test('sees every alert fire when it should, and not before', async () => {
    const { stdout } = await promtool('test', 'rules', 'alerts.test.yml')
    expect(stdout).toContain('SUCCESS')
  })
})
