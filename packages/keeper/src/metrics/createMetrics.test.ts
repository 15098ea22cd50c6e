import { describe, expect, test } from 'vitest'
import { createMetrics } from './createMetrics.ts'
import { metricsTable } from './table.ts'
import { type MetricRow, workerNames } from './types.ts'

const rows = Object.values<MetricRow>(metricsTable)
const start = { endpoint: ['127.0.0.1:8545'] }

describe('the table of metrics', () => {
  test.each(rows.map((row) => [row.name, row] as const))('%s is named as Prometheus wants it', (name, row) => {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/)
    if (row.from === undefined) expect(name).toMatch(/^assay_/)
    expect(name.endsWith('_total')).toBe(row.type === 'counter')
    if (row.unit.startsWith('seconds')) expect(name).toMatch(/_seconds(_total)?$/)
    if (row.unit === 'bytes') expect(name).toMatch(/_bytes(_total)?$/)
    expect(name).not.toMatch(/_(ms|milliseconds|minutes|kb|mb|wei|percent)(_|$)/)
    expect(row.buckets !== undefined).toBe(row.type === 'histogram')
    expect(row.help).not.toMatch(/[.\n]$/)
    expect(row.workers.length).toBeGreaterThan(0)
  })

  test('has every name once', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
  })

  test('labels hold neither tasks nor transactions nor addresses of strangers, and few values', () => {
    for (const { name, labels } of rows) {
      const known = Object.entries(labels)
      expect(
        known
          .map(([label]) => label)
          .filter((label) => /task|hash|model|client|provider|id$/.test(label) && label !== 'chain_id'),
        name,
      ).toEqual([])
      const series = known.reduce((product, [, values]) => product * (values === 'at-start' ? 4 : values.length), 1)
      expect(series, name).toBeLessThan(500)
    }
  })
})

describe.each(workerNames)('the metrics of %s', (worker) => {
  test('are all there before anything has happened', async () => {
    const { text } = await createMetrics(worker, start).read()
    for (const row of rows.filter(({ workers }) => workers.includes(worker))) {
      if (row.name === metricsTable.info.name) continue
      expect(text, row.name).toMatch(new RegExp(`^${row.name}(_bucket|_count|_sum)?\\{[^}]*worker="${worker}"`, 'm'))
    }
  })

  test('are its own only', async () => {
    const { text } = await createMetrics(worker, start).read()
    for (const row of rows.filter(({ workers }) => !workers.includes(worker))) expect(text).not.toContain(row.name)
  })
})

describe('a metric', () => {
  const metrics = createMetrics('watchtower', start)
  const seriesValue = async (series: string) => {
    const { text } = await metrics.read()
    return text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')[1]
  }

  test('counts by label', async () => {
    metrics.checks.inc({ result: 'agrees' })
    metrics.checks.inc({ result: 'agrees' }, 2)
    expect(await seriesValue('assay_checks_total{result="agrees",worker="watchtower"}')).toBe('3')
    expect(await seriesValue('assay_checks_total{result="withheld",worker="watchtower"}')).toBe('0')
  })

  test('takes a value that its row does not have as "other", so that nobody can make series', async () => {
    const labels = (method: string) =>
      `assay_rpc_calls_total{endpoint="127.0.0.1:8545",method="${method}",outcome="ok",worker="watchtower"}`
    metrics.rpcCalls.inc({ endpoint: '127.0.0.1:8545', method: 'debug_traceTransaction', outcome: 'ok' })
    expect(await seriesValue(labels('debug_traceTransaction'))).toBeUndefined()
    expect(await seriesValue(labels('other'))).toBe('1')
  })

  test('is refreshed before it is read, and read even if that fails or never ends', async () => {
    metrics.beforeReading(() => metrics.followerBlock.set(77))
    metrics.beforeReading(() => Promise.reject(new TypeError('no')))
    metrics.beforeReading(() => new Promise(() => {}))
    expect(await seriesValue('assay_follower_block{worker="watchtower"}')).toBe('77')
  })

  test('no deadline is +Inf, not 0', async () => {
    const series = 'assay_open_task_nearest_deadline_seconds{state="Accepted",worker="watchtower"}'
    expect(await seriesValue(series)).toBe('+Inf')
  })
})
