import { spread } from './spread.ts'

/** A box to place; `from` are indices of boxes before it, in reading order. */
export interface Box {
  readonly from: readonly number[]
}

export interface LayoutOptions {
  readonly width: number
  readonly height: number
  /** Between boxes of a layer, and between layers. */
  readonly gapX: number
  readonly gapY: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Edge {
  readonly from: number
  readonly to: number
  /** Centres of the places it passes, from the bottom of one box to the top of the other. */
  readonly points: readonly Point[]
  /** Whether it passes over at least one layer: a residual connection. */
  readonly skips: boolean
}

export interface Layout {
  /** Centre of each box. */
  readonly boxes: readonly Point[]
  readonly edges: readonly Edge[]
  readonly width: number
  readonly height: number
}

/** A box, or the place where a long edge crosses a layer. */
interface Slot {
  readonly layer: number
  readonly box: number | undefined
  readonly above: number[]
  readonly below: number[]
  x: number
}

const SWEEPS = 12
const EDGE_WIDTH = 14
/** Boxes keep their places; edges that pass by make way. */
const BOX_WEIGHT = 1e6

/**
 * A drawing in layers, inputs on top (Sugiyama, Tagawa, Toda 1981): each box lies one layer below its lowest predecessor, long edges get a
 * slot in every layer they cross (those of one box share them), slots are ordered by the mean of their neighbours and then moved as near to it as their widths allow.
 */
export const layoutGraph = (boxes: readonly Box[], options: LayoutOptions): Layout => {
  const layerOf: number[] = []
  for (const { from } of boxes) layerOf.push(1 + Math.max(-1, ...from.map((before) => layerOf[before] ?? -1)))
  // a box without predecessors lies just above the first box that reads it
  for (const [i, { from }] of boxes.entries()) {
    const readers = boxes.flatMap((box, at) => (box.from.includes(i) ? [layerOf[at]!] : []))
    if (from.length === 0 && readers.length > 0) layerOf[i] = Math.min(...readers) - 1
  }

  const slots: Slot[] = boxes.map((_, box) => ({ layer: layerOf[box]!, box, above: [], below: [], x: 0 }))
  const link = (upper: number, lower: number) => {
    slots[upper]!.below.push(lower)
    slots[lower]!.above.push(upper)
  }
  const routes: { from: number; to: number; path: number[] }[] = []
  // edges from one box run together until they part: one slot a layer for all of them
  const trunks = boxes.map((_, box) => [box])
  for (const [to, { from }] of boxes.entries())
    for (const source of new Set(from)) {
      const trunk = trunks[source]!
      const length = layerOf[to]! - layerOf[source]!
      while (trunk.length < length) {
        slots.push({ layer: layerOf[source]! + trunk.length, box: undefined, above: [], below: [], x: 0 })
        link(trunk.at(-1)!, slots.length - 1)
        trunk.push(slots.length - 1)
      }
      link(trunk[length - 1]!, to)
      routes.push({ from: source, to, path: [...trunk.slice(0, length), to] })
    }

  const layers: number[][] = Array.from({ length: 1 + Math.max(0, ...layerOf) }, () => [])
  slots.forEach(({ layer }, slot) => {
    layers[layer]!.push(slot)
  })
  order(slots, layers)
  place(slots, layers, options)

  const left = Math.min(...slots.map(({ x }) => x)) - options.width / 2
  const right = Math.max(...slots.map(({ x }) => x)) + options.width / 2
  const pitch = options.height + options.gapY
  const at = (slot: Slot): Point => ({ x: slot.x - left, y: slot.layer * pitch + options.height / 2 })
  return {
    boxes: boxes.map((_, i) => at(slots[i]!)),
    edges: routes.map(({ from, to, path }) => ({
      from,
      to,
      skips: path.length > 2,
      points: path.map((i) => at(slots[i]!)),
    })),
    width: right - left,
    height: layers.length * pitch - options.gapY,
  }
}

/** Fewer crossings: layers are sorted by the mean position of their neighbours above, then below, and so on; the best order seen is kept. */
const order = (slots: readonly Slot[], layers: number[][]): void => {
  const position: number[] = []
  const number = (layer: readonly number[]) => {
    layer.forEach((slot, i) => {
      position[slot] = i
    })
  }
  layers.forEach(number)
  const mean = (neighbours: readonly number[], own: number) =>
    neighbours.length === 0 ? own : neighbours.reduce((sum, slot) => sum + position[slot]!, 0) / neighbours.length
  let best = layers.map((layer) => [...layer])
  let fewest = crossings(slots, layers, position)
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const down = sweep % 2 === 0
    for (const layer of down ? layers : [...layers].reverse()) {
      const wish = new Map(
        layer.map((slot) => [slot, mean(down ? slots[slot]!.above : slots[slot]!.below, position[slot]!)]),
      )
      layer.sort((a, b) => wish.get(a)! - wish.get(b)! || position[a]! - position[b]!)
      number(layer)
    }
    const count = crossings(slots, layers, position)
    if (count < fewest) {
      fewest = count
      best = layers.map((layer) => [...layer])
    }
  }
  best.forEach((layer, i) => {
    layers[i] = layer
  })
}

/** Pairs of lines between neighbouring layers that cross: inversions, counted with a Fenwick tree. */
const crossings = (slots: readonly Slot[], layers: readonly number[][], position: readonly number[]): number => {
  let count = 0
  layers.forEach((layer, at) => {
    const ends = layer.flatMap((slot) => slots[slot]!.below.map((lower) => position[lower]!).sort((a, b) => a - b))
    const width = layers[at + 1]?.length ?? 0
    const tree = new Uint32Array(width + 1)
    ends.forEach((end, seen) => {
      let before = 0
      for (let i = end + 1; i > 0; i -= i & -i) before += tree[i]!
      count += seen - before
      for (let i = end + 1; i <= width; i += i & -i) tree[i]!++
    })
  })
  return count
}

/** Sweeps down and up, each moving a layer as near to its neighbours as the widths allow. */
const place = (slots: readonly Slot[], layers: readonly number[][], options: LayoutOptions): void => {
  const width = (slot: Slot) => (slot.box === undefined ? EDGE_WIDTH : options.width)
  for (const layer of layers) {
    let x = 0
    for (const i of layer) {
      const slot = slots[i]!
      slot.x = x + width(slot) / 2
      x += width(slot) + options.gapX
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0
    for (const layer of down ? layers : [...layers].reverse()) {
      const row = layer.map((i) => slots[i]!)
      const wishes = row.map((slot) => {
        const [near, far] = down ? [slot.above, slot.below] : [slot.below, slot.above]
        const neighbours = near.length > 0 ? near : far
        // a slot of an edge keeps to the edge; a box keeps to the boxes it follows rather than to edges that join it from the side
        const boxes = slot.box === undefined ? neighbours : neighbours.filter((i) => slots[i]!.box !== undefined)
        const pulled = boxes.length > 0 ? boxes : neighbours
        return pulled.length === 0 ? slot.x : pulled.reduce((sum, i) => sum + slots[i]!.x, 0) / pulled.length
      })
      const apart = row.slice(1).map((slot, i) => (width(slot) + width(row[i]!)) / 2 + options.gapX)
      const weights = row.map((slot) => (slot.box === undefined ? 1 : BOX_WEIGHT))
      spread(wishes, apart, weights).forEach((x, i) => {
        row[i]!.x = x
      })
    }
  }
}
