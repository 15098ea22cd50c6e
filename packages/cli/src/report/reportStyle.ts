/** The page's style sheet: no fonts, no images, nothing to fetch. */
export const reportStyle = `
:root { color-scheme: light dark; --paper: light-dark(#fbfbfa, #14161a); --panel: light-dark(#fff, #1c1f25); --ink: light-dark(#1b1f24, #e4e7eb);
  --quiet: light-dark(#68717d, #949dab); --line: light-dark(#dfe2e6, #333842); --accent: light-dark(#0b62c4, #69a8ff); --edge: light-dark(#9aa3af, #646e7c);
  --skip: light-dark(#c2570c, #f0954a); --good: light-dark(#1a8f57, #38b877); --fair: light-dark(#c98a04, #dba93a); --poor: light-dark(#cf3434, #f06a6a); --cost: light-dark(#6f9bd1, #4a76ad) }
* { box-sizing: border-box }
body { margin: 0; padding: 28px clamp(14px, 3vw, 44px) 60px; background: var(--paper); color: var(--ink); font: 14px/1.5 system-ui, sans-serif }
h1 { font-size: 24px; margin: 0; font-weight: 650 } h2 { font-size: 16px; margin: 34px 0 10px; font-weight: 650 }
header { display: flex; justify-content: space-between; align-items: start; gap: 20px; flex-wrap: wrap }
.mono, code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 12.5px } .quiet { color: var(--quiet) } .right { text-align: right }
.id { overflow-wrap: anywhere; user-select: all }
button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 4px 11px; cursor: pointer }
button:hover { border-color: var(--accent) } button[aria-pressed=true] { background: var(--accent); border-color: var(--accent); color: var(--paper) }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; margin-top: 20px }
.card, .panel { background: var(--panel); border: 1px solid var(--line); border-radius: 9px }
.card { padding: 11px 14px } .card b { display: block; font-size: 20px; font-weight: 620; font-variant-numeric: tabular-nums } .card small { color: var(--quiet); display: block; line-height: 1.35 }
.tools { display: flex; gap: 7px; align-items: center; flex-wrap: wrap; margin-bottom: 9px } .tools .push { margin-left: auto }
.legend { display: flex; gap: 6px 15px; flex-wrap: wrap; color: var(--quiet); font-size: 13px } .dot { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px }
.dash { display: inline-block; width: 18px; border-top: 2px dashed var(--skip); margin-right: 6px; vertical-align: middle }
.split { display: grid; grid-template-columns: minmax(0, 1fr) 340px; gap: 12px } @media (max-width: 900px) { .split { grid-template-columns: 1fr } }
.view { overflow: auto; height: min(78vh, 900px); cursor: grab } .view.held { cursor: grabbing; user-select: none } .view svg { display: block; margin: auto }
.details { padding: 14px 16px; overflow: auto; max-height: min(78vh, 900px) } .details h3 { margin: 0 0 2px; font-size: 15px } .details table { margin-top: 10px } .details td { padding: 3px 8px 3px 0; border: 0; vertical-align: top; overflow-wrap: anywhere }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink) } svg .op { font-weight: 650; font-size: 13px } svg .number, svg .brief { font-weight: 400; fill: var(--quiet) }
svg .shape { font: 11.5px ui-monospace, Menlo, Consolas, monospace } svg .name { font-size: 11px; fill: var(--quiet) } svg .noise { font-size: 11.5px; font-weight: 600 }
svg .noise.good { fill: var(--good) } svg .noise.fair { fill: var(--fair) } svg .noise.poor { fill: var(--poor) }
svg .box { fill: var(--panel); stroke: var(--line); stroke-width: 1.2 } svg .input .box { stroke-dasharray: 4 3; stroke: var(--quiet) } svg .output .box { stroke: var(--ink); stroke-width: 1.8 }
svg .node { cursor: pointer } svg .node:hover .box, svg .node:focus .box { stroke: var(--accent) } svg .node:focus { outline: none } svg .node.chosen .box { stroke: var(--accent); stroke-width: 2.6 }
svg .edge { fill: none; stroke: var(--edge); stroke-width: 1.5; marker-end: url(#tip) } svg .edge.skip { stroke: var(--skip); stroke-dasharray: 6 4 } svg .edge.chosen { stroke: var(--accent); stroke-width: 2.6 } svg marker path { fill: var(--edge) }
.chart { margin: 0 0 12px; padding: 12px 15px 8px } figcaption { margin-bottom: 10px; color: var(--quiet) } figcaption b { color: var(--ink); margin-right: 8px }
.plot { display: flex; gap: 8px } .scale { display: flex; flex-direction: column; justify-content: space-between; height: 130px; text-align: right; color: var(--quiet); font-size: 11.5px; font-variant-numeric: tabular-nums; white-space: nowrap; margin-top: -7px }
.columns { display: flex; gap: 2px; flex: 1; overflow-x: auto; padding-right: 16px; background: linear-gradient(var(--line), var(--line)) 0 0/100% 1px no-repeat, linear-gradient(var(--line), var(--line)) 0 58px/100% 1px no-repeat, linear-gradient(var(--line), var(--line)) 0 116px/100% 1px no-repeat }
.column { flex: 1 0 6px; min-width: 6px; max-width: 70px; padding: 0; border: 0; border-radius: 0; background: none; display: block }
.column span { display: flex; align-items: end; height: 116px } .column i { width: 100%; min-height: 1px; border-radius: 2px 2px 0 0 } .column small { display: block; height: 20px; font-size: 10.5px; color: var(--quiet); white-space: nowrap } .column:hover i, .column.chosen i { filter: brightness(1.2); outline: 2px solid var(--accent) }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums } th { text-align: left; font-weight: 600; color: var(--quiet); white-space: nowrap } th.right { text-align: right }
td, th { padding: 5px 10px; border-bottom: 1px solid var(--line) } #nodes thead th { position: sticky; top: 0; background: var(--panel); z-index: 1 } #nodes .mono { white-space: nowrap } #nodes tbody tr { cursor: pointer } #nodes tbody tr:hover, #nodes tr.chosen { background: color-mix(in srgb, var(--accent) 13%, transparent) }
.scroll { overflow: auto; max-height: 80vh } .long { max-width: 260px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap } .wide { min-width: 130px }
.bar { position: relative; height: 20px } .bar i { position: absolute; inset: 2px auto 2px 0; border-radius: 3px; opacity: .42 } .bar span { position: relative; padding-left: 6px; font-size: 12.5px; line-height: 20px; white-space: nowrap }
.bar .good, .key.good { background: var(--good) } .bar .fair, .key.fair { background: var(--fair) } .bar .poor, .key.poor { background: var(--poor) } .bar .cost { background: var(--cost) }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 12px; align-items: start } .pair .panel { padding: 10px 6px; overflow: auto }
ul.notes { margin: 6px 0; padding-left: 20px } footer { margin-top: 40px; color: var(--quiet) }
@media print { .view, .scroll, .details { height: auto; max-height: none; overflow: visible } .tools button, header button { display: none } }
`
