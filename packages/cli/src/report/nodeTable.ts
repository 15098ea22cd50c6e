import { escapeHtml } from './escapeHtml.ts'
import type { NodeRow } from './nodeRows.ts'
import { noiseClass } from './noiseClass.ts'

/** Decibels that fill a bar: more than 8 bits can give. */
const FULL_DB = 60

const bar = (share: number, text: string, kind: string): string =>
  `<div class="bar"><i class="${kind}" style="width:${(100 * Math.max(0, Math.min(1, share))).toFixed(1)}%"></i><span>${text}</span></div>`

const noiseBar = ({ noise }: NodeRow): string => {
  if (noise === undefined) return '<span class="quiet">not compared</span>'
  if (noise.exact) return bar(1, 'exact', 'good')
  return bar(noise.snrDb / FULL_DB, `${noise.snrDb.toFixed(1)} dB`, noiseClass(noise))
}

const ownBar = ({ ownDb }: NodeRow): string =>
  ownDb === null ? '' : bar(ownDb / FULL_DB, `${ownDb.toFixed(1)} dB`, noiseClass({ exact: false, snrDb: ownDb }))

const sortKey = ({ noise }: NodeRow): string =>
  noise === undefined ? '9999' : noise.exact ? '9998' : noise.snrDb.toFixed(3)

/** Every node in a row; `data-*` hold what the rows are sorted by. */
export const nodeTable = (rows: readonly NodeRow[], colours: ReadonlyMap<string, string>): string => {
  const gas = Math.max(...rows.map((row) => row.gas))
  const bytes = Math.max(...rows.map((row) => row.bytes))
  const body = rows.map(
    (row) =>
      `<tr data-node="${row.index}" data-order="${row.index}" data-noise="${sortKey(row)}" data-own="${row.ownDb ?? 9999}" data-gas="${-row.gas}" tabindex="0"><td class="right">${row.index}</td>` +
      `<td><i class="dot" style="background:${colours.get(row.op) ?? 'gray'}"></i>${row.op} <span class="quiet">${escapeHtml(row.brief)}</span></td>` +
      `<td class="long" title="${escapeHtml(row.name)}">${escapeHtml(row.name)}</td><td class="mono">${row.dtype} ${row.shape}</td>` +
      `<td class="right mono">${row.constantBytes === 0 ? '' : row.constantBytes.toLocaleString('en')}</td>` +
      `<td class="wide">${noiseBar(row)}</td><td class="wide">${ownBar(row)}</td><td class="wide">${bar(row.bytes / bytes, row.bytes.toLocaleString('en'), 'cost')}</td>` +
      `<td class="wide">${bar(row.gas / gas, row.gas.toLocaleString('en'), 'cost')}</td></tr>`,
  )
  return `<table id="nodes"><thead><tr><th class="right">node</th><th>op</th><th>ONNX node</th><th>tensor</th><th class="right">constant bytes</th><th>signal to noise</th><th>of its layer alone</th><th>proof bytes</th><th>gas</th></tr></thead>
<tbody>${body.join('\n')}</tbody></table>`
}
