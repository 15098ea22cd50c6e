/** What the page does when clicked. It reads what is on the page and fetches nothing; without it everything is still shown. */
export const reportScript = `
'use strict'
const all = (selector, within = document) => [...within.querySelectorAll(selector)]
const one = (selector) => document.querySelector(selector)
const nodes = JSON.parse(one('#data').textContent)
const view = one('.view'), graph = one('#graph')
let zoom = 1
const resize = (factor) => {
  const centre = [(view.scrollLeft + view.clientWidth / 2) / zoom, (view.scrollTop + view.clientHeight / 2) / zoom]
  zoom = Math.max(0.05, Math.min(3, factor))
  graph.setAttribute('width', graph.dataset.width * zoom)
  graph.setAttribute('height', graph.dataset.height * zoom)
  view.scrollTo(centre[0] * zoom - view.clientWidth / 2, centre[1] * zoom - view.clientHeight / 2)
}
const element = (name, text, parent) => { const made = document.createElement(name); made.textContent = text; parent.append(made); return made }
const table = (rows, parent) => {
  const body = element('table', '', parent)
  for (const cells of rows) { const row = element('tr', '', body); cells.forEach((cell, i) => { element('td', cell, row).className = i === 0 ? 'quiet' : 'mono' }) }
}
const choose = (index, from) => {
  all('.chosen').forEach((each) => each.classList.remove('chosen'))
  all('[data-node="' + index + '"]').forEach((each) => each.classList.add('chosen'))
  all('.edge[data-from="' + index + '"], .edge[data-to="' + index + '"]').forEach((each) => each.classList.add('chosen'))
  const node = nodes[index], panel = one('.details')
  panel.replaceChildren()
  element('h3', index + ' ' + node.op + ' ' + node.brief, panel)
  element('div', node.name, panel).className = 'quiet id'
  const n = (value) => value.toLocaleString('en')
  table([['tensor', node.dtype + ' ' + node.shape], ['its bytes', n(node.tensorBytes)], ['signal to noise', node.noise === undefined ? 'not compared' : node.noise.exact ? 'exact' : node.noise.snrDb.toFixed(2) + ' dB'],
    ['of its layer alone', node.ownDb === null ? 'not measured' : node.ownDb.toFixed(2) + ' dB'], ['gas', n(node.gas)], ['proof bytes', n(node.bytes)], ['steps in all', n(node.work)]], panel)
  table(node.operands.map((operand) => [operand.name, operand.source + ', ' + operand.tensor]), panel)
  table(Object.entries(node.attributes).map(([name, value]) => [name, String(value)]), panel)
  if (from !== 'graph') one('svg [data-node="' + index + '"]').scrollIntoView({ block: 'nearest', inline: 'center' })
}
for (const [selector, from] of [['svg .node', 'graph'], ['#nodes tbody tr', 'table'], ['.column', 'chart']])
  all(selector).forEach((each) => {
    each.addEventListener('click', () => choose(Number(each.dataset.node), from))
    each.addEventListener('keydown', (event) => { if (event.key === 'Enter') choose(Number(each.dataset.node), from) })
  })
all('[data-zoom]').forEach((button) => button.addEventListener('click', () => {
  const how = button.dataset.zoom
  resize(how === 'fit' ? Math.min(view.clientWidth / graph.dataset.width, view.clientHeight / graph.dataset.height) : how === 'whole' ? 1 : zoom * Number(how))
}))
all('[data-sort]').forEach((button) => button.addEventListener('click', () => {
  const body = one('#nodes tbody'), key = button.dataset.sort
  all('[data-sort]').forEach((other) => other.setAttribute('aria-pressed', String(other === button)))
  body.append(...all('tr', body).sort((a, b) => a.dataset[key] - b.dataset[key] || a.dataset.order - b.dataset.order))
}))
let hold
view.addEventListener('pointerdown', (event) => { if (event.button === 0 && event.pointerType === 'mouse') hold = [event.clientX + view.scrollLeft, event.clientY + view.scrollTop] })
addEventListener('pointermove', (event) => { if (hold) { view.classList.add('held'); view.scrollTo(hold[0] - event.clientX, hold[1] - event.clientY) } })
addEventListener('pointerup', () => { hold = undefined; view.classList.remove('held') })
one('#theme').addEventListener('click', () => {
  const root = document.documentElement
  const dark = (root.style.colorScheme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark'
  root.style.colorScheme = dark ? 'light' : 'dark'
})
const marked = /^#node-(\\d+)$/.exec(location.hash)
if (marked && nodes[marked[1]]) choose(Number(marked[1]), 'hash')
`
