import { dashboardRows, type Panel } from './panels.ts'

const COLUMNS = 24
const HEIGHT = { stat: 4, timeseries: 8 } as const
const datasource = { type: 'prometheus', uid: '$datasource' }

const panelOf = (panel: Panel, id: number, x: number, y: number) => ({
  id,
  title: panel.title,
  description: panel.about,
  type: panel.kind,
  datasource,
  gridPos: { h: HEIGHT[panel.kind], w: panel.width, x, y },
  fieldConfig: { defaults: { unit: panel.unit }, overrides: [] },
  options:
    panel.kind === 'stat'
      ? { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false }, textMode: 'auto' }
      : { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
  targets: panel.queries.map(({ expr, legend }, at) => ({
    refId: String.fromCharCode(65 + at),
    datasource,
    expr,
    legendFormat: legend,
  })),
})

/** The dashboard as Grafana imports it. */
export const renderDashboard = (): string => {
  const panels: unknown[] = []
  let y = 0
  let id = 1
  for (const [title, row] of Object.entries(dashboardRows)) {
    panels.push({ id: id++, title, type: 'row', collapsed: false, gridPos: { h: 1, w: COLUMNS, x: 0, y }, panels: [] })
    y += 1
    let x = 0
    let tallest = 0
    for (const panel of row) {
      if (x + panel.width > COLUMNS) {
        y += tallest
        x = 0
        tallest = 0
      }
      panels.push(panelOf(panel, id++, x, y))
      x += panel.width
      tallest = Math.max(tallest, HEIGHT[panel.kind])
    }
    y += tallest
  }
  const variable = { hide: 0, includeAll: false, multi: false, skipUrlSync: false, options: [] }
  const dashboard = {
    uid: 'assay',
    title: 'Assay',
    description: 'Every worker, from the chain to its memory. Metrics: docs/metrics.md; alerts: docs/runbooks.',
    tags: ['assay'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '10s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'utc',
    templating: {
      list: [
        { ...variable, name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' },
        {
          ...variable,
          name: 'worker',
          label: 'Worker',
          type: 'query',
          datasource,
          query: { query: 'label_values(assay_worker_info, worker)', refId: 'workers' },
          definition: 'label_values(assay_worker_info, worker)',
          includeAll: true,
          multi: true,
          allValue: '.+',
          current: { text: ['All'], value: ['$__all'] },
          refresh: 2,
          sort: 1,
        },
      ],
    },
    annotations: { list: [] },
    links: [],
    panels,
  }
  return `${JSON.stringify(dashboard, null, 2)}\n`
}
