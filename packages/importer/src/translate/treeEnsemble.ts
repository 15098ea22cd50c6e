import type { GraphNode } from '../graph.ts'
import type { Quant } from '../layer.ts'
import { RefusedNode } from '../refusedNode.ts'
import type { Translation } from '../translation.ts'
import { coarseFeatures } from '../trees/coarseFeatures.ts'
import type { Ensemble } from '../trees/Ensemble.ts'
import { evaluateEnsemble } from '../trees/evaluateEnsemble.ts'
import { readEnsemble } from '../trees/readEnsemble.ts'
import { scoresOutput } from '../trees/scoresOutput.ts'
import { unaryFunctions } from '../unaryFunctions.ts'
import { windowOf } from '../windowOf.ts'
import { softmax } from './softmax.ts'

/** Decisions and reached leaves are whole numbers. */
const WHOLE: Quant = { dtype: 'u8', scale: 1, zero: 0 }
/** Elements of the tables of comparisons and of paths: a program of 64 MiB. */
const MOST_TABLE = 2 ** 26
const COARSE = 127

/**
 * ai.onnx.ml TreeEnsembleRegressor and TreeEnsembleClassifier (its scores), as products of matrices (the GEMM strategy of Hummingbird,
 * Nakandala et al. 2020): every comparison at once, those of each tree gathered, its leaves as sums along their paths, the leaves'
 * values summed. All but the last are exact: a comparison is that of the feature's byte with its threshold in 127ths of a step.
 */
export function treeEnsemble(t: Translation, node: GraphNode): void {
  const source = node.inputs[0]!
  const output = node.outputs[scoresOutput(node)]!
  const input = t.tensor(source)
  const [rows, features] = t.shape(input) as [number, number]
  const ensemble = readEnsemble(node, features)
  checkSize(ensemble)
  const reached = emitPaths(
    t,
    node,
    emitSlots(t, node, emitComparisons(t, node, input, ensemble), ensemble),
    ensemble,
    rows,
  )
  const { transform, base, labels } = ensemble
  const scores = transform === 'none' ? output : `${output}#scores`
  emitScores(t, node, reached, ensemble, scores, [rows, base.length])
  if (transform !== 'none') t.derive(scores, source, (values) => evaluateEnsemble(ensemble, values))
  if (transform === 'logistic') t.set(output, { tensor: scores, apply: unaryFunctions.Sigmoid!(node), depth: 1 })
  if (transform === 'softmax') {
    softmax(t, { ...node, op: 'Softmax', inputs: [scores], outputs: [output], attributes: new Map([['axis', 1]]) })
  }
  if (labels !== undefined)
    t.notes.push(`Scores "${output}" are those of the classes ${labels.join(', ')}, in this order.`)
}

function checkSize({ features, comparisons, trees }: Ensemble): void {
  const { slots, leaves } = widths(trees)
  const largest = Math.max(comparisons.length * features, trees.length * slots * leaves * 2)
  if (largest > MOST_TABLE)
    throw new RefusedNode(
      `a table of ${largest} elements for ${trees.length} trees of up to ${leaves} leaves; the limit is ${MOST_TABLE}`,
      'train fewer or shallower trees (max_depth, max_leaf_nodes)',
    )
}

/** Every tree is given as many comparisons and leaves as the largest has. */
const widths = (trees: Ensemble['trees']) => ({
  slots: Math.max(...trees.map(({ comparisons }) => comparisons.length)),
  leaves: Math.max(...trees.map(({ leaves }) => leaves.length)),
})

/** 1 for every comparison that holds, 0 for the others; columns that were joined are read apart, each at its own scale. */
function emitComparisons(
  t: Translation,
  node: GraphNode,
  input: string,
  ensemble: Ensemble,
): { tensor: string; order: number[] } {
  const joined = t.producer(input)
  const rows = t.shape(input)[0]!
  const parts =
    joined?.kind === 'concat' && joined.axis === 1 && !joined.inputs.some((name) => t.constants.has(name))
      ? joined.inputs
      : [input]
  // Far above one step for the smallest difference there is, so that every sum is clamped to 0 or 1.
  const largest = ensemble.comparisons.reduce((max, { threshold }) => Math.max(max, Math.abs(threshold)), 0)
  const slope = 2 ** (30 - Math.ceil(Math.log2(largest || 1)))
  const order: number[] = []
  const outputs: string[] = []
  let first = 0
  for (const part of parts) {
    const width = t.shape(part)[1]!
    const own = [...ensemble.comparisons.keys()].filter((at) => {
      const { feature } = ensemble.comparisons[at]!
      return feature >= first && feature < first + width
    })
    const coarse = coarseFeatures(own.map((at) => ensemble.comparisons[at]!))
    if (coarse.length > 0)
      t.notes.push(
        `Features ${coarse.slice(0, 16).join(', ')} of "${part}" are asked for differences of few steps or none: all of its features share the scale of the largest. Give each an input of its own (in skl2onnx: initial_types), or bring them to like ranges before the model.`,
      )
    if (own.length > 0) {
      const values = new Float32Array(own.length * width)
      const bias = new Float64Array(own.length)
      own.forEach((at, row) => {
        const { feature, side, threshold } = ensemble.comparisons[at]!
        const sign = side === 'above' ? slope : -slope
        values[row * width + feature - first] = sign
        bias[row] = -sign * threshold
      })
      const output = `${node.outputs[scoresOutput(node)]}#holds${parts.length > 1 ? outputs.length : ''}`
      t.emit(
        {
          kind: 'matmul',
          name: node.name,
          inputs: [part],
          output,
          weights: { kind: 'float', shape: [own.length, 1, 1, width], values },
          bias: { kind: 'float', values: bias },
          clamp: { low: 0, high: 1 },
        },
        [rows, own.length],
      )
      t.fixQuant(output, WHOLE)
      outputs.push(output)
      order.push(...own)
    }
    first += width
  }
  if (outputs.length === 1) return { tensor: outputs[0]!, order }
  const tensor = `${node.outputs[scoresOutput(node)]}#holds`
  t.emit({ kind: 'concat', name: node.name, inputs: outputs, output: tensor, axis: 1 }, [rows, order.length])
  t.fixQuant(tensor, WHOLE)
  return { tensor, order }
}

/** The comparisons of each tree side by side, as channels of an image of one pixel. */
function emitSlots(
  t: Translation,
  node: GraphNode,
  { tensor, order }: { tensor: string; order: readonly number[] },
  { trees }: Ensemble,
): string {
  const { slots } = widths(trees)
  const at = new Map(order.map((comparison, position) => [comparison, position]))
  // A slot that a tree does not need holds any comparison: no path reads it.
  const picked = Int32Array.from(
    { length: trees.length * slots },
    (_, i) => at.get(trees[Math.floor(i / slots)]!.comparisons[i % slots] ?? order[0]!)!,
  )
  const rows = t.shape(tensor)[0]!
  const same = picked.length === order.length && picked.every((position, i) => position === i)
  const side = same ? tensor : `${node.outputs[scoresOutput(node)]}#asked`
  if (!same)
    t.emit(
      {
        kind: 'pick',
        name: node.name,
        inputs: [tensor],
        output: side,
        maps: [Int32Array.from({ length: rows }, (_, i) => i), picked],
      },
      [rows, picked.length],
    )
  const output = `${node.outputs[scoresOutput(node)]}#slots`
  t.emit({ kind: 'reshape', name: node.name, inputs: [side], output }, [rows, picked.length, 1, 1])
  return output
}

/**
 * Two numbers a leaf, 0 unless it is reached: 127 and 1, so that its value can be given in 127ths of what a byte of weight holds.
 * Along a path every comparison that must hold adds one and every other takes one away, so only the leaf's own reaches its sum.
 */
function emitPaths(t: Translation, node: GraphNode, input: string, { trees }: Ensemble, rows: number): string {
  const { slots, leaves } = widths(trees)
  const outputs = trees.length * leaves * 2
  const values = new Float32Array(outputs * slots)
  const bias = new Float64Array(outputs)
  trees.forEach((tree, at) => {
    for (let leaf = 0; leaf < leaves; leaf++) {
      const { holds, fails } = tree.leaves[leaf] ?? { holds: [[]], fails: [] }
      ;[COARSE, 1].forEach((size, part) => {
        const row = (at * leaves + leaf) * 2 + part
        for (const position of holds.flat()) values[row * slots + position]! += size
        for (const position of fails) values[row * slots + position]! -= size
        bias[row] = size * (1 - holds.length)
      })
    }
  })
  const image = `${node.outputs[scoresOutput(node)]}#paths`
  const pointwise = { ...node, attributes: new Map([['kernel_shape', [1, 1]]]) }
  t.emit(
    {
      kind: 'conv',
      name: node.name,
      inputs: [input],
      output: image,
      window: windowOf(pointwise, [1, 1]),
      groups: trees.length,
      weights: { kind: 'float', shape: [outputs, slots, 1, 1], values },
      bias: { kind: 'float', values: bias },
      clamp: { low: 0, high: COARSE },
    },
    [rows, outputs, 1, 1],
  )
  t.fixQuant(image, WHOLE)
  const output = `${node.outputs[scoresOutput(node)]}#leaves`
  t.emit({ kind: 'reshape', name: node.name, inputs: [image], output }, [rows, outputs])
  return output
}

/** The values of the leaves that are reached, summed: each as 127 times one byte of weight, and another for the rest. */
function emitScores(
  t: Translation,
  node: GraphNode,
  input: string,
  { trees, base }: Ensemble,
  output: string,
  shape: readonly number[],
): void {
  const { leaves } = widths(trees)
  const perTree = leaves * 2
  const length = trees.length * perTree
  const values = new Int8Array(base.length * length)
  const scales = Float32Array.from(base, (_, column) => {
    const all = trees.flatMap((tree) => tree.leaves.map((leaf) => Math.abs(leaf.values.get(column) ?? 0)))
    const scale = Math.fround(all.reduce((max, value) => Math.max(max, value), 2 ** -40) / (COARSE * COARSE))
    trees.forEach((tree, at) => {
      tree.leaves.forEach((leaf, i) => {
        const steps = Math.round((leaf.values.get(column) ?? 0) / scale)
        const coarse = Math.max(-COARSE, Math.min(COARSE, Math.round(steps / COARSE)))
        const position = column * length + at * perTree + i * 2
        values[position] = coarse
        values[position + 1] = Math.max(-COARSE, Math.min(COARSE, steps - coarse * COARSE))
      })
    })
    return scale
  })
  t.emit(
    {
      kind: 'matmul',
      name: node.name,
      inputs: [input],
      output,
      weights: { kind: 'int', shape: [base.length, 1, 1, length], dtype: 'i8', values, scales, zero: 0 },
      bias: { kind: 'float', values: Float64Array.from(base) },
      clamp: undefined,
    },
    shape,
  )
}
