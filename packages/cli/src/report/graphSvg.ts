import type { Program } from '@assay/program'
import { escapeHtml } from './escapeHtml.ts'
import { type Edge, layoutGraph, type Point } from './layoutGraph.ts'
import type { NodeRow } from './nodeRows.ts'
import { noiseClass } from './noiseClass.ts'
import { shorten } from './shorten.ts'

const WIDTH = 226
const HEIGHT = 58
const MARGIN = 24
/** From the middle of a box to where edges that pass others by end. */
const PORT = 84
const NAME_LENGTH = 34

const r = (value: number): string => String(Math.round(value * 10) / 10)

/** Straight down through every layer it crosses, curved between them; what passes boxes by leaves and enters at their side nearest to it. */
const pathOf = ({ points: centres, skips }: Edge): string => {
  const half = HEIGHT / 2
  const towards = (box: Point, next: Point): Point => ({
    x: Math.max(box.x - PORT, Math.min(box.x + PORT, next.x)),
    y: box.y,
  })
  const points = skips
    ? [towards(centres[0]!, centres[1]!), ...centres.slice(1, -1), towards(centres.at(-1)!, centres.at(-2)!)]
    : centres
  const [start, ...rest] = points as [Point, ...Point[]]
  let path = `M${r(start.x)} ${r(start.y + half)}`
  let last: Point = start
  rest.forEach((point, i) => {
    const middle = (last.y + point.y) / 2
    path += `C${r(last.x)} ${r(middle)} ${r(point.x)} ${r(middle)} ${r(point.x)} ${r(point.y - half)}`
    if (i < rest.length - 1) path += `L${r(point.x)} ${r(point.y + half)}`
    last = point
  })
  return path
}

const boxOf = ({ x, y }: Point, content: string, attributes: string): string =>
  `<g transform="translate(${r(x - WIDTH / 2)} ${r(y - HEIGHT / 2)})" ${attributes}><rect class="box" width="${WIDTH}" height="${HEIGHT}" rx="6"/>${content}</g>`

/** The program as a drawing: inputs and nodes as boxes, tensors as edges; constants are left to the table. */
export const graphSvg = (
  program: Program,
  rows: readonly NodeRow[],
  inputs: readonly string[],
  colours: ReadonlyMap<string, string>,
): string => {
  const first = program.inputs.length
  const boxes = [
    ...program.inputs.map(() => ({ from: [] })),
    ...program.nodes.map(({ operands }) => ({
      from: operands.flatMap(({ source, index }) =>
        source === 'input' ? [index] : source === 'node' ? [first + index] : [],
      ),
    })),
  ]
  const layout = layoutGraph(boxes, { width: WIDTH, height: HEIGHT, gapX: 28, gapY: 30 })
  const edges = layout.edges.map(
    (edge) =>
      `<path class="edge${edge.skips ? ' skip' : ''}" data-from="${edge.from - first}" data-to="${edge.to - first}" d="${pathOf(edge)}"/>`,
  )
  const inputBoxes = program.inputs.map(({ dtype, shape }, i) =>
    boxOf(
      layout.boxes[i]!,
      `<text x="14" y="24" class="op">input ${i}</text><text x="14" y="44" class="shape">${dtype} ${shape.join('×')}</text><text x="${WIDTH - 10}" y="24" class="name" text-anchor="end">${escapeHtml(shorten(inputs[i] ?? '', 18))}</text>`,
      'class="input"',
    ),
  )
  const nodeBoxes = rows.map((row) => {
    const { index, op, brief, name, noise } = row
    const decibels = noise === undefined ? '' : noise.exact ? 'exact' : `${noise.snrDb.toFixed(0)} dB`
    const badge =
      decibels === ''
        ? ''
        : `<text x="${WIDTH - 10}" y="35" class="noise ${noiseClass(noise)}" text-anchor="end">${decibels}</text>`
    const title = `${index} ${op} ${brief}\n${name}\n${row.dtype} ${row.shape}\n${row.gas} gas, ${row.bytes} proof bytes`
    return boxOf(
      layout.boxes[first + index]!,
      `<title>${escapeHtml(title)}</title><rect class="strip" width="5" height="${HEIGHT}" rx="2" fill="${colours.get(op) ?? 'gray'}"/>` +
        `<text x="14" y="19" class="op"><tspan class="number">${index}</tspan> ${op} <tspan class="brief">${escapeHtml(brief)}</tspan></text>${badge}` +
        `<text x="14" y="35" class="shape">${row.dtype} ${row.shape}</text>` +
        `<text x="14" y="50" class="name">${escapeHtml(shorten(name, NAME_LENGTH))}</text>`,
      `class="node${index === rows.length - 1 ? ' output' : ''}" data-node="${index}" tabindex="0" role="button" aria-label="node ${index}, ${op}"`,
    )
  })
  const width = layout.width + 2 * MARGIN
  const height = layout.height + 2 * MARGIN
  return `<svg id="graph" viewBox="${-MARGIN} ${-MARGIN} ${r(width)} ${r(height)}" width="${r(width)}" height="${r(height)}" data-width="${r(width)}" data-height="${r(height)}" role="img" aria-label="the program's graph">
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>
<g class="edges">${edges.join('\n')}</g>
<g>${inputBoxes.join('\n')}${nodeBoxes.join('\n')}</g>
</svg>`
}
