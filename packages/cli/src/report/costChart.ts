import { escapeHtml } from './escapeHtml.ts'
import type { NodeRow } from './nodeRows.ts'

export interface CostChart {
  readonly title: string
  readonly unit: string
  readonly limit: number
  readonly costOf: (row: NodeRow) => number
}

/** At most about so many numbers stand under the columns. */
const TICKS = 24

const short = (value: number): string =>
  value >= 1e6 ? `${(value / 1e6).toFixed(2)} M` : value >= 1e3 ? `${(value / 1e3).toFixed(1)} k` : String(value)

/** One column a node, in order; the highest fills the chart, and the text says how near to the limit it is. */
export const costChart = (
  rows: readonly NodeRow[],
  colours: ReadonlyMap<string, string>,
  { title, unit, limit, costOf }: CostChart,
): string => {
  const highest = Math.max(...rows.map(costOf))
  const worst = rows.find((row) => costOf(row) === highest)
  const every = Math.max(1, Math.ceil(rows.length / TICKS))
  const columns = rows.map((row) => {
    const value = costOf(row)
    const label = `node ${row.index} ${row.op} ${row.name}: ${value.toLocaleString('en')} ${unit}`
    return `<button class="column" data-node="${row.index}" title="${escapeHtml(label)}" aria-label="${escapeHtml(label)}"><span><i style="height:${((100 * value) / highest).toFixed(1)}%;background:${colours.get(row.op) ?? 'gray'}"></i></span><small>${row.index % every === 0 ? row.index : ''}</small></button>`
  })
  return `<figure class="chart"><figcaption><b>${title}</b> worst: node ${worst?.index ?? '-'} with ${highest.toLocaleString('en')} ${unit}, ${((100 * highest) / limit).toFixed(1)} % of the limit of ${limit.toLocaleString('en')}</figcaption>
<div class="plot"><div class="scale"><span>${short(highest)}</span><span>${short(Math.round(highest / 2))}</span><span>0</span></div><div class="columns">${columns.join('')}</div></div></figure>`
}
