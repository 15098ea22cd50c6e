import { constantRules } from '../evaluateConstant.ts'
import type { GraphNode } from '../graph.ts'
import { padsOf } from '../padsOf.ts'
import { quantParameters } from '../quantParameters.ts'
import { RefusedNode } from '../refusedNode.ts'
import { resizeMaps } from '../resizeMaps.ts'
import { sliceRanges } from '../sliceRanges.ts'
import type { Translation } from '../translation.ts'
import { wrapAxis } from '../wrapAxis.ts'
import { emitPick } from './emitPick.ts'
import { interpolate } from './interpolate.ts'

/** ONNX Reshape, Flatten, Squeeze, Unsqueeze: another shape on the same elements. */
export function reshape(t: Translation, node: GraphNode): void {
  const output = node.outputs[0]!
  const shape = t.graph.shapes.get(output)!
  const quantised = t.quantised.get(node.inputs[0] ?? '')
  if (quantised !== undefined) {
    if (quantised.scales.length > 1) throw new RefusedNode('a view of weights with one scale per channel')
    t.quantised.set(output, { ...quantised, constant: { ...quantised.constant, shape } })
    return
  }
  const value = t.value(node.inputs[0])
  if (value.dropped) {
    t.set(output, value)
    return
  }
  t.emit({ kind: 'reshape', name: node.name, inputs: [t.tensor(node.inputs[0])], output }, shape)
}

/** ONNX Transpose: followed on paper by pass 6, which moves bytes only where a reader needs them moved. */
export function transpose(t: Translation, node: GraphNode): void {
  const output = node.outputs[0]!
  const given = node.attributes.get('perm')
  const quantised = t.quantised.get(node.inputs[0] ?? '')
  const rank = quantised?.constant.shape.length ?? t.shape(t.tensor(node.inputs[0])).length
  const axes = Array.isArray(given) ? (given as number[]) : Array.from({ length: rank }, (_, axis) => rank - 1 - axis)
  if (quantised !== undefined) {
    const constant = constantRules.Transpose!(node, [quantised.constant])!
    t.quantised.set(output, { ...quantised, constant, axis: axes.indexOf(quantised.axis) })
    return
  }
  const input = t.tensor(node.inputs[0])
  t.emit({ kind: 'transpose', name: node.name, inputs: [input], output, axes }, t.graph.shapes.get(output)!)
}

/** ONNX Concat. */
export function concat(t: Translation, node: GraphNode): void {
  emitConcat(t, node, node.inputs)
}

/** com.microsoft.QLinearConcat: output scale and zero point first, then tensor, scale, zero point of each. */
export function qlinearConcat(t: Translation, node: GraphNode): void {
  const names: string[] = []
  for (let input = 2; input < node.inputs.length; input += 3) {
    const name = node.inputs[input]!
    const quant = quantParameters(t, node, input + 1)
    const constant = t.constant(name)
    if (constant !== undefined)
      t.quantised.set(name, { constant, scales: Float32Array.of(quant.scale), zeros: [quant.zero], axis: 0 })
    t.expect(t.operand(name), quant)
    names.push(name)
  }
  emitConcat(t, node, names)
  t.setQuant(node.outputs[0]!, quantParameters(t, node, 0))
}

function emitConcat(t: Translation, node: GraphNode, names: readonly string[]): void {
  const inputs = names.map((name) => t.operand(name))
  const output = node.outputs[0]!
  const shape = t.graph.shapes.get(output)!
  if (inputs.length === 1) {
    t.emit({ kind: 'reshape', name: node.name, inputs, output }, shape)
    return
  }
  const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? 0), shape.length)
  t.emit({ kind: 'concat', name: node.name, inputs, output, axis }, shape)
}

/** ONNX Pad with a constant. Negative pads cut. */
export function pad(t: Translation, node: GraphNode): void {
  const mode = node.attributes.get('mode') ?? 'constant'
  const input = t.tensor(node.inputs[0])
  const shape = t.shape(input)
  const { before, after } = padsOf(node, shape.length, (i) => t.constant(node.inputs[i]))
  const output = node.outputs[0]!
  if (mode !== 'constant') {
    // Reflected, repeated or wrapped edges read each axis through a map.
    const maps = shape.map((size, axis) =>
      Int32Array.from({ length: size + before[axis]! + after[axis]! }, (_, i) =>
        edge(String(mode), i - before[axis]!, size),
      ),
    )
    emitPick(t, node, input, maps)
    return
  }
  const filler = t.real(node.inputs[2])
  if ((node.inputs[2] ?? '') !== '' && filler === undefined) throw new RefusedNode('its value must be constant')
  const value = filler?.values[0] ?? Number(node.attributes.get('value') ?? 0)
  let tensor = input
  if ([...before, ...after].some((size) => size < 0)) {
    const ranges = shape.map((size, axis) => ({
      start: Math.max(0, -before[axis]!),
      step: 1,
      count: size + Math.min(0, before[axis]!) + Math.min(0, after[axis]!),
    }))
    tensor = `${output}#cut`
    if (ranges.some(({ count: kept }) => kept < 1)) throw new RefusedNode('its negative pads leave nothing')
    t.emit(
      { kind: 'slice', name: node.name, inputs: [input], output: tensor, ranges },
      ranges.map((range) => range.count),
    )
  }
  const positive = (pads: readonly number[]) => pads.map((size) => Math.max(0, size))
  t.emit(
    { kind: 'pad', name: node.name, inputs: [tensor], output, before: positive(before), after: positive(after), value },
    t.graph.shapes.get(output)!,
  )
}

function edge(mode: string, position: number, size: number): number {
  if (mode === 'edge') return Math.max(0, Math.min(size - 1, position))
  if (mode === 'wrap') return ((position % size) + size) % size
  if (mode !== 'reflect') throw new RefusedNode(`mode ${mode}`, 'constant, reflect, edge and wrap are known')
  const period = Math.max(1, 2 * size - 2)
  const at = ((position % period) + period) % period
  return at < size ? at : period - at
}

/** ONNX Slice, with steps in either direction. */
export function slice(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  const ranges = sliceRanges(node, t.shape(input), (i) => t.constant(node.inputs[i]))
  const output = node.outputs[0]!
  t.emit({ kind: 'slice', name: node.name, inputs: [input], output, ranges }, t.graph.shapes.get(output)!)
}

/** ONNX Gather: rows of a table by token ids, or by constant positions. */
export function gather(t: Translation, node: GraphNode): void {
  const indices = t.constant(node.inputs[1])
  const output = node.outputs[0]!
  const shape = t.graph.shapes.get(output)!
  if (indices === undefined) {
    const [data, ids] = [t.operand(node.inputs[0]), t.tensor(node.inputs[1])]
    if (t.quantOf(ids)?.dtype !== 'i32') throw new RefusedNode('its indices must be integers: an int32 or int64 input')
    const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? 0), t.shape(data).length)
    t.emit({ kind: 'gather', name: node.name, inputs: [data, ids], output, axis }, shape)
    return
  }
  const input = t.tensor(node.inputs[0])
  const from = t.shape(input)
  const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? 0), from.length)
  const size = from[axis]!
  const rows = Int32Array.from(indices.values, (index) => (index < 0 ? index + size : index))
  const bad = rows.findIndex((row) => row < 0 || row >= size)
  if (bad >= 0) throw new RefusedNode(`index ${indices.values[bad]} lies outside an axis of ${size}`)
  const maps = from.map((length, at) => (at === axis ? rows : Int32Array.from({ length }, (_, i) => i)))
  const picked = from.with(axis, rows.length)
  if (shape.length === picked.length) {
    emitPick(t, node, input, maps)
    return
  }
  const middle = `${output}#rows`
  t.emit({ kind: 'pick', name: node.name, inputs: [input], output: middle, maps }, picked)
  t.emit({ kind: 'reshape', name: node.name, inputs: [middle], output }, shape)
}

/** ONNX Resize and Upsample, modes nearest and linear. */
export function resize(t: Translation, node: GraphNode): void {
  const mode = String(node.attributes.get('mode') ?? 'nearest')
  if (mode !== 'nearest' && mode !== 'linear')
    throw new RefusedNode(`mode ${mode}; nearest and linear are supported`, 'export it with mode linear')
  if (String(node.attributes.get('keep_aspect_ratio_policy') ?? 'stretch') !== 'stretch')
    throw new RefusedNode('keep_aspect_ratio_policy', 'give the sizes themselves')
  if (Number(node.attributes.get('antialias') ?? 0) !== 0)
    throw new RefusedNode('antialias: it weighs more than two neighbours', 'export it without antialias')
  if (node.attributes.get('coordinate_transformation_mode') === 'tf_crop_and_resize')
    throw new RefusedNode('coordinates of tf_crop_and_resize', 'cut with Slice, then resize')
  const input = t.tensor(node.inputs[0])
  if (mode === 'linear') {
    interpolate(t, node, input)
    return
  }
  emitPick(
    t,
    node,
    input,
    resizeMaps(node, t.shape(input), (i) => t.constant(node.inputs[i]), t.graph.opset),
  )
}

/** ONNX Expand: axes of one element repeated. */
export function expand(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  const output = node.outputs[0]!
  const to = t.graph.shapes.get(output)!
  const from = [...new Array<number>(to.length - t.shape(input).length).fill(1), ...t.shape(input)]
  const view = `${output}#view`
  t.emit({ kind: 'reshape', name: node.name, inputs: [input], output: view }, from)
  emitPick(
    t,
    node,
    view,
    from.map((size, axis) => Int32Array.from({ length: to[axis]! }, (_, i) => (size === 1 ? 0 : i))),
  )
}
