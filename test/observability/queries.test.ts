import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type MetricRow, metricsTable } from '@assay/keeper'
import { describe, expect, test } from 'vitest'
import { alerts } from '../../deploy/observability/alerts.ts'
import { dashboardRows } from '../../deploy/observability/panels.ts'
import { runbookOf } from '../../deploy/observability/runbookOf.ts'
import { asSent, parseQuery } from '../support/promql.ts'

const root = new URL('../../', import.meta.url)
const rows = new Map(Object.values<MetricRow>(metricsTable).map((row) => [row.name, row]))
const rules = Object.values(alerts).flat()
const panels = Object.values(dashboardRows).flat()
const queries = [
  ...rules.map((rule) => [`alert ${rule.name}`, rule.expr] as const),
  ...panels.flatMap((panel) => panel.queries.map(({ expr }, at) => [`panel ${panel.title}, ${at}`, expr] as const)),
]
/** Labels that Prometheus itself or every worker adds. */
const everywhere = ['worker', 'job', 'instance']

/** The row of a series' name; a histogram is asked for by its parts only. */
const rowOf = (metric: string): { row: MetricRow; part: string } | undefined => {
  const part = /_(bucket|sum|count)$/.exec(metric)?.[0] ?? ''
  const histogram = rows.get(metric.slice(0, metric.length - part.length))
  if (part !== '' && histogram?.type === 'histogram') return { row: histogram, part }
  const row = rows.get(metric)
  return row === undefined || row.type === 'histogram' ? undefined : { row, part: '' }
}

const labelsOf = (metric: string): readonly string[] => {
  if (metric === 'up') return ['job', 'instance']
  const found = rowOf(metric)
  return [...everywhere, ...Object.keys(found?.row.labels ?? {}), ...(found?.part === '_bucket' ? ['le'] : [])]
}

describe.each(queries)('%s', (_, expr) => {
  const { selectors, groupings, errors } = parseQuery(asSent(expr))

  test('is PromQL', () => {
    expect(errors).toEqual([])
    expect(selectors.length).toBeGreaterThan(0)
  })

  test('asks for metrics of the table, by labels and values that they have', () => {
    for (const { metric, matchers } of selectors) {
      if (metric !== 'up') expect(rowOf(metric), metric).toBeDefined()
      for (const { label, operator, value } of matchers) {
        expect(labelsOf(metric), `${metric}{${label}}`).toContain(label)
        const known = label === 'worker' ? rowOf(metric)?.row.workers : rowOf(metric)?.row.labels[label]
        if (known === undefined || known === 'at-start' || value === '.+') continue
        for (const wanted of operator.includes('~') ? value.split('|') : [value])
          expect(known, `${metric}{${label}="${wanted}"}`).toContain(wanted)
      }
    }
  })

  test('groups by labels that every metric in it has', () => {
    for (const label of groupings)
      for (const { metric } of selectors) expect(labelsOf(metric), `${metric} by ${label}`).toContain(label)
  })

  test('counts counters by their rate or increase, and never a gauge', () => {
    for (const [, inside] of expr.matchAll(/(?:rate|increase)\((\w+)/g))
      expect(rowOf(inside ?? '')?.row.type, inside).not.toBe('gauge')
  })
})

test('a query that is none is noticed', () => {
  expect(parseQuery('sum by (').errors).not.toEqual([])
  expect(parseQuery('rate(assay_x_total[5m]').errors).not.toEqual([])
})

describe('alerts', () => {
  test.each(rules.map((rule) => [rule.name, rule] as const))('%s has a runbook that says what to do', (name, rule) => {
    const file = new URL(runbookOf(rule), root)
    expect(existsSync(file), runbookOf(rule)).toBe(true)
    const page = readFileSync(file, 'utf8')
    expect(page.startsWith(`# ${name}\n`)).toBe(true)
    for (const part of ['**At stake.**', '**Look**', '**Do**', '**It is over when**']) expect(page).toContain(part)
  })

  test('have no runbook too many, and each name once', () => {
    const pages = readdirSync(new URL('docs/runbooks', root)).map((name) => `docs/runbooks/${name}`)
    expect(pages.sort()).toEqual(rules.map(runbookOf).sort())
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
  })

  test('name settings and other alerts that exist', () => {
    const settings = readFileSync(new URL('.env.example', root), 'utf8')
    for (const rule of rules) {
      const page = readFileSync(new URL(runbookOf(rule), root), 'utf8')
      const named = [...page.matchAll(/ASSAY_[A-Z_]+[A-Z]/g)].map(([name]) => name)
      expect(
        named.filter((name) => !settings.includes(`${name}=`) && name !== 'ASSAY_'),
        rule.name,
      ).toEqual([])
      const others = [...page.matchAll(/see ([A-Z][A-Za-z]+)/gi)].map(([, name]) => name ?? '')
      const wrong = others.filter((name) => /^[A-Z][a-z]+[A-Z]/.test(name) && !rules.some((each) => each.name === name))
      expect(wrong, rule.name).toEqual([])
    }
  })
})

describe('the dashboard', () => {
  interface Placed {
    readonly id: number
    readonly type: string
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  }
  const file = new URL('deploy/grafana/dashboards/assay.json', root)
  const dashboard = JSON.parse(readFileSync(file, 'utf8')) as { readonly panels: readonly Placed[] }

  test('shows every panel once, none over another, none over the edge', () => {
    const taken = new Set<string>()
    for (const { gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x} ${y}`), `${x} ${y}`).toBe(false)
          taken.add(`${x} ${y}`)
        }
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
    expect(dashboard.panels.filter(({ type }) => type !== 'row').length).toBe(panels.length)
  })

  test('shows every metric of the table, or an alert does', () => {
    const asked = new Set(
      queries.flatMap(([, expr]) => parseQuery(asSent(expr)).selectors.map(({ metric }) => rowOf(metric)?.row.name)),
    )
    const unseen = [...rows.keys()].filter((name) => !asked.has(name) && name !== metricsTable.info.name)
    expect(unseen).toEqual([])
  })
})
