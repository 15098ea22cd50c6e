import type { Operand, Shape } from '@assay/program'
import { dtypes, roundHalfEven } from '@assay/program'
import type { QuantisedLayer } from '../5-quantise.ts'
import { count } from '../count.ts'
import type { ConcatLayer, GatherLayer, PadLayer, PickLayer, Quant, SliceLayer, TransposeLayer } from '../layer.ts'
import { ofOrder, rowMajor, transposed } from '../storage.ts'
import { arranged } from './arranged.ts'
import type { Writer } from './Writer.ts'

/** A view. */
export function layReshape(writer: Writer, { layer, output }: QuantisedLayer): void {
  writer.places.set(layer.output, { ...writer.place(layer.inputs[0]!), quant: output })
}

/** A transpose on paper; what reads it moves bytes if it must. */
export function layTranspose(writer: Writer, { output }: QuantisedLayer, layer: TransposeLayer): void {
  const input = layer.inputs[0]!
  const shape = writer.shape(input)
  let place = writer.place(input)
  let storage = transposed(place.storage, shape, layer.axes)
  if (storage === undefined) {
    place = writer.stored(input, rowMajor(shape))
    storage = transposed(place.storage, shape, layer.axes)!
  }
  writer.places.set(layer.output, { ...place, storage, quant: output })
}

const MOST_JOINED = 4

/** Tensors joined along an axis, in the order of the first that is not constant; more than four in several nodes. */
export function layConcat(writer: Writer, quantised: QuantisedLayer, layer: ConcatLayer): void {
  const shape = writer.shape(layer.output)
  const lead = layer.inputs.find((name) => writer.place(name).source !== 'constant') ?? layer.inputs[0]!
  const { order } = arranged(writer, lead)
  const at = order.indexOf(layer.axis)
  const outer = count(order.slice(0, at).map((axis) => shape[axis]!))
  const inner = count(order.slice(at + 1).map((axis) => shape[axis]!))
  let parts = layer.inputs.map((name, i) => {
    const own = writer.shape(name)
    const place = writer.stored(name, ofOrder(own, order))
    return {
      operand: writer.operandOf(place, [1, outer, own[layer.axis]!, inner]),
      quant: quantised.inputs[i]!,
    }
  })
  const join = (joined: typeof parts, last: boolean): void => {
    const size = joined.reduce((sum, { operand }) => sum + operand.shape[2], 0)
    const { zero: zeroY, scale: scaleY, dtype } = quantised.output
    const { low, high } = quantised
    const attributes: Record<string, number> = { axis: 2, zeroY, scaleY, low, high }
    joined.forEach(({ quant }, i) => {
      attributes[`zero${i}`] = quant.zero
      attributes[`scale${i}`] = quant.scale
    })
    for (let i = joined.length; i < MOST_JOINED; i++) {
      attributes[`zero${i}`] = 0
      attributes[`scale${i}`] = 0
    }
    const operands = joined.map(({ operand }) => operand)
    const type = { dtype, shape: [1, outer, size, inner] as Shape }
    const operand = writer.push('concat', layer.name, type, operands, attributes)
    if (last) writer.settle(layer.output, operand, ofOrder(shape, order), quantised.output)
    else parts = [{ operand, quant: quantised.output }, ...parts.slice(joined.length)]
  }
  while (parts.length > MOST_JOINED) join(parts.slice(0, MOST_JOINED), false)
  join(parts, true)
}

/** Padding by a byte. */
export function layPad(writer: Writer, quantised: QuantisedLayer, layer: PadLayer): void {
  const active = layer.before.map((before, axis) => before + layer.after[axis]! > 0)
  const value = byteOf(layer.value, quantised.output)
  moved(writer, quantised, active, 'pad', (axis, size) => ({
    size: size + layer.before[axis]! + layer.after[axis]!,
    attributes: { before: layer.before[axis]! },
    idle: { before: 0 },
    extra: { zeroX: value },
  }))
}

/** Part of every axis. */
export function laySlice(writer: Writer, quantised: QuantisedLayer, layer: SliceLayer): void {
  const shape = writer.shape(layer.inputs[0]!)
  const active = layer.ranges.map(({ step, count: kept }, axis) => step !== 1 || kept !== shape[axis])
  moved(writer, quantised, active, 'slice', (axis) => {
    const { start, step, count: size } = layer.ranges[axis]!
    return { size, attributes: { start, step }, idle: { start: 0, step: 1 }, extra: {} }
  })
}

const byteOf = (value: number, { dtype, scale, zero }: Quant): number => {
  const { min, max } = dtypes[dtype]
  return Math.max(min, Math.min(max, Number.isFinite(value) ? roundHalfEven(value / scale) + zero : value))
}

interface Change {
  readonly size: number
  /** Of this dimension, by the name without its number. */
  readonly attributes: Readonly<Record<string, number>>
  readonly idle: Readonly<Record<string, number>>
  readonly extra: Readonly<Record<string, number>>
}

/** A node that changes some axes, seen in as many dimensions as these need; one axis after the other where four are too few. */
function moved(
  writer: Writer,
  quantised: QuantisedLayer,
  active: readonly boolean[],
  op: 'pad' | 'slice',
  change: (axis: number, size: number) => Change,
): void {
  const { layer, output } = quantised
  const shape = writer.shape(layer.inputs[0]!)
  const { place, order } = arranged(writer, layer.inputs[0]!)
  if (!active.includes(true)) {
    layReshape(writer, quantised)
    return
  }
  const axes = order.filter((axis) => active[axis])
  const groups = dimensions(shape, order, active)
  const rounds = groups.length <= 4 ? [axes] : axes.map((axis) => [axis])
  let operand = writer.operandOf(place, place.type.shape)
  let now = shape
  for (const round of rounds) {
    const dims = dimensions(
      now,
      order,
      shape.map((_, axis) => round.includes(axis)),
    )
    while (dims.length < 4) dims.unshift({ size: 1 })
    const attributes: Record<string, number> = {}
    const sizes = dims.map(({ size, axis }, dim) => {
      const one = change(axis ?? round[0]!, size)
      for (const [name, value] of Object.entries(axis === undefined ? one.idle : one.attributes))
        attributes[`${name}${dim}`] = value
      Object.assign(attributes, one.extra)
      return axis === undefined ? size : one.size
    })
    for (const axis of round) now = now.with(axis, change(axis, now[axis]!).size)
    const from = dims.map(({ size }) => size) as unknown as Shape
    const type = { dtype: operand.dtype, shape: sizes as unknown as Shape }
    operand = writer.push(op, layer.name, type, [{ ...operand, shape: from }], attributes)
  }
  writer.settle(layer.output, operand, ofOrder(now, order), output)
}

/** Stored dimensions, with neighbouring axes that stay as they are joined. */
function dimensions(shape: readonly number[], order: readonly number[], active: readonly boolean[]) {
  const dims: { size: number; axis?: number }[] = []
  for (const axis of order) {
    const last = dims.at(-1)
    if (active[axis]) dims.push({ size: shape[axis]!, axis })
    else if (last !== undefined && last.axis === undefined) last.size *= shape[axis]!
    else dims.push({ size: shape[axis]! })
  }
  return dims
}

/** Rows of a tensor or table, chosen by integers. */
export function layGather(writer: Writer, quantised: QuantisedLayer, layer: GatherLayer): void {
  const [data, ids] = layer.inputs as [string, string]
  const shape = writer.shape(data)
  const output = writer.shape(layer.output)
  const outer = count(shape.slice(0, layer.axis))
  const inner = count(shape.slice(layer.axis + 1))
  const rows = count(writer.shape(ids))
  const operands = [
    writer.operandOf(writer.stored(data, rowMajor(shape)), [1, outer, shape[layer.axis]!, inner]),
    writer.operandOf(writer.stored(ids, rowMajor(writer.shape(ids))), [1, 1, 1, rows]),
  ]
  writer.emit('gather', quantised, [1, outer, rows, inner], rowMajor(output), operands, {})
}

/** Axes read through constant maps: two neighbouring ones by resize_nearest, others by gather, one after the other. */
export function layPick(writer: Writer, quantised: QuantisedLayer, layer: PickLayer): void {
  const { output } = quantised
  let shape = writer.shape(layer.inputs[0]!)
  const { place, order } = arranged(writer, layer.inputs[0]!)
  const changes = (axis: number) => {
    const map = layer.maps[axis]!
    return map.length !== shape[axis] || map.some((position, i) => position !== i)
  }
  const axes = order.filter(changes)
  let operand: Operand = writer.operandOf(place, place.type.shape)
  const size = (part: readonly number[]) => count(part.map((axis) => shape[axis]!))
  while (axes.length > 0) {
    const axis = axes.shift()!
    const at = order.indexOf(axis)
    const next = order[at + 1]
    const outer = size(order.slice(0, at))
    const map = layer.maps[axis]!
    if (next !== undefined && axes[0] === next) {
      axes.shift()
      const columns = layer.maps[next]!
      const inner = size(order.slice(at + 2))
      const view = { ...operand, shape: [outer, shape[axis]!, shape[next]!, inner] as Shape }
      const type = { dtype: operand.dtype, shape: [outer, map.length, columns.length, inner] as Shape }
      const maps = [writer.integers(map), writer.integers(columns)]
      operand = writer.push('resize_nearest', layer.name, type, [view, ...maps], {})
      shape = shape.with(axis, map.length).with(next, columns.length)
    } else {
      const inner = size(order.slice(at + 1))
      const view = { ...operand, shape: [1, outer, shape[axis]!, inner] as Shape }
      const type = { dtype: operand.dtype, shape: [1, outer, map.length, inner] as Shape }
      operand = writer.push('gather', layer.name, type, [view, writer.integers(map)], {})
      shape = shape.with(axis, map.length)
    }
  }
  writer.settle(layer.output, operand, ofOrder(shape, order), output)
}
