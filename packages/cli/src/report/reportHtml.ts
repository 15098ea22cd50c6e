import type { ModelIo, QualityReport } from '@assay/importer'
import { MAX_STEP_BYTES, MAX_STEP_GAS, type Model, tensorBytes } from '@assay/program'
import { isVector } from '../files/isVector.ts'
import { costChart } from './costChart.ts'
import { escapeHtml } from './escapeHtml.ts'
import { graphSvg } from './graphSvg.ts'
import { nodeRows } from './nodeRows.ts'
import { nodeTable } from './nodeTable.ts'
import { opColours } from './opColours.ts'
import { reportScript } from './reportScript.ts'
import { reportStyle } from './reportStyle.ts'

export interface ReportedModel {
  readonly name: string
  readonly modelId: string
  readonly model: Model
  readonly io: ModelIo
  readonly report: QualityReport
}

/** Worst cases that are listed; the JSON report has them all. */
const CASES = 8
const DIGITS = 3

const number = (value: number): string => value.toLocaleString('en')
const bytesText = (value: number): string =>
  value >= 2 ** 20
    ? `${(value / 2 ** 20).toFixed(2)} MiB`
    : value >= 2 ** 10
      ? `${(value / 2 ** 10).toFixed(1)} KiB`
      : `${value} B`
const share = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(2)} %`)
const real = (value: number | null): string => (value === null ? '–' : value.toPrecision(DIGITS))

const card = (what: string, value: string, detail: string): string =>
  `<div class="card"><small>${what}</small><b>${value}</b><small>${detail}</small></div>`

const tableOf = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead><tr>${header.map((cell) => `<th>${cell}</th>`).join('')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`)
    .join('')}</tbody></table>`

/** One page about a compiled model: a file by itself, which fetches nothing (and forbids itself to). */
export const reportHtml = ({ name, modelId, model, io, report }: ReportedModel): string => {
  const { program, constants } = model
  const { evaluation, cost, chunks } = report
  const rows = nodeRows(model, report)
  const colours = opColours(rows.map(({ op }) => op))
  const constantBytes = constants.reduce((sum, { length }) => sum + length, 0)
  const traceBytes = program.nodes.reduce((sum, node) => sum + tensorBytes(node), 0)
  const measured = rows.flatMap((row) =>
    row.noise === undefined || row.noise.exact ? [] : [{ ...row, db: row.noise.snrDb }],
  )
  const noisiest = measured.sort((a, b) => a.db - b.db)[0]
  const atEnd = measured.find(({ index }) => index === rows.length - 1)
  const measuredOn = `${report.reference} model, on ${evaluation.samples} samples`
  const legend = [...colours].map(
    ([op, colour]) =>
      `<span><i class="dot" style="background:${colour}"></i>${op} × ${rows.filter((row) => row.op === op).length}</span>`,
  )
  const cards = [
    // of a picture or of several rows the largest element says little
    isVector(io.outputs[0]?.shape ?? [])
      ? card('same answer', share(evaluation.agreement), `as the ${measuredOn}`)
      : card(
          'output',
          atEnd === undefined ? '–' : `${atEnd.db.toFixed(1)} dB`,
          `above its noise, against the ${measuredOn}`,
        ),
    card('mean error', real(evaluation.meanError), `largest ${real(evaluation.maxError)}`),
    ...(evaluation.accuracy == null
      ? []
      : [card('right answers', share(evaluation.accuracy.program), `${share(evaluation.accuracy.reference)} before`)]),
    ...(noisiest === undefined
      ? []
      : [card('noisiest tensor', `${noisiest.db.toFixed(1)} dB`, `node ${noisiest.index}, ${noisiest.op}`)]),
    card('nodes', number(rows.length), `${colours.size} ops, ${constants.length} constants`),
    card('constants', bytesText(constantBytes), `in chunks of ${chunks.constantBytes} bytes`),
    card('trace', bytesText(traceBytes), `in chunks of ${chunks.activationBytes} bytes`),
    card(
      'worst step',
      `${(cost.worstGas / 1e6).toFixed(2)} M gas`,
      `node ${cost.worstGasNode}; ${number(cost.worstBytes)} proof bytes at node ${cost.worstBytesNode}`,
    ),
  ]
  const io4 = (which: 'inputs' | 'outputs') =>
    io[which].map(({ name: tensor, shape, dtype, scale, zero, order }) => [
      which.slice(0, -1),
      tensor,
      `[${shape.join(', ')}]`,
      order,
      dtype,
      scale.toPrecision(6),
      String(zero),
    ])
  const cases = evaluation.worst
    .slice(0, CASES)
    .map((worst) => [String(worst.sample), String(worst.expected), String(worst.actual), real(worst.maxError)])
  // "<" could end the script element
  const data = JSON.stringify(rows).replaceAll('<', '\\u003c')

  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(name)}, compiled</title><style>${reportStyle}</style></head><body>
<header><div><h1>${escapeHtml(name)}</h1><code class="quiet id" title="modelId">${escapeHtml(modelId)}</code></div><button id="theme" type="button">light / dark</button></header>
<div class="cards">${cards.join('')}</div>

<h2>Graph</h2>
<div class="tools"><div class="legend">${legend.join('')}<span><i class="dash"></i>passes over a layer</span></div><span class="push"></span>
<button type="button" data-zoom="0.8" aria-label="smaller">−</button><button type="button" data-zoom="1.25" aria-label="larger">+</button><button type="button" data-zoom="whole">100 %</button><button type="button" data-zoom="fit">fit</button></div>
<div class="split"><div class="panel view">${graphSvg(
    program,
    rows,
    io.inputs.map((input) => input.name),
    colours,
  )}</div>
<aside class="panel details"><h3>Choose a node</h3><p class="quiet">in the graph, a chart or the table: its operands, attributes and cost are shown here. Drag to move the graph.</p></aside></div>

<h2>Where the gas is</h2>
<div class="panel">${costChart(rows, colours, { title: 'Gas', unit: 'gas', limit: MAX_STEP_GAS, costOf: ({ gas }) => gas })}
${costChart(rows, colours, { title: 'Proof', unit: 'bytes', limit: MAX_STEP_BYTES, costOf: ({ bytes }) => bytes })}</div>
<p class="quiet">Of the transaction that proves the worst element of a node wrong; a client pays none of it unless a provider lies.</p>

<h2>Nodes</h2>
<div class="tools"><button type="button" data-sort="order" aria-pressed="true">in order</button><button type="button" data-sort="noise" aria-pressed="false">worst signal first</button><button type="button" data-sort="own" aria-pressed="false">noisiest layer first</button><button type="button" data-sort="gas" aria-pressed="false">dearest first</button>
<span class="push"></span><div class="legend"><span><i class="dot key good"></i>35 dB and more</span><span><i class="dot key fair"></i>25 to 35</span><span><i class="dot key poor"></i>less</span></div></div>
<div class="panel scroll">${nodeTable(rows, colours)}</div>

<h2>Inputs, outputs and the answers that differ most</h2>
<div class="pair"><div class="panel">${tableOf(['', 'name', 'ONNX shape', 'order', 'dtype', 'scale', 'zero'], [...io4('inputs'), ...io4('outputs')])}</div>
<div class="panel">${cases.length === 0 ? '<p class="quiet">nothing was measured</p>' : tableOf(['sample', `${report.reference} answer`, 'program', 'largest error'], cases)}</div></div>
${report.notes.length === 0 ? '' : `<h2>Notes</h2><ul class="notes">${report.notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul>`}
<footer>Compared on ${escapeHtml(evaluation.set)}. Signal to noise: the power of a tensor of the ${report.reference} model over that of the difference; of a layer alone: what it adds when its inputs are exact.</footer>
<script type="application/json" id="data">${data}</script><script>${reportScript}</script></body></html>
`
}
