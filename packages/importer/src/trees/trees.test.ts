import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { OnnxError, UnsupportedError } from '../errors.ts'
import { importOnnx } from '../importOnnx.ts'
import { buildOnnx, type NodeSpec } from '../testing/buildOnnx.ts'
import { draw } from '../testing/draw.ts'

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/trees-${name}.onnx`, import.meta.url)))

/** Features that bytes hold exactly: multiples of a step, 0 and 255 among them, so that only the scores are rounded. */
const STEP = 1 / 32
const grid = (features: number, samples: number, offset = 0): Float32Array[] =>
  Array.from({ length: samples }, (_, s) => {
    if (s < 2) return new Float32Array(features).fill((s === 0 ? 0 : 255) * STEP - offset)
    return Float32Array.from(draw(features, s), (value) => Math.floor((value + 1) * 128) * STEP - offset)
  })

/** Imports a file, runs it beside ONNX Runtime, and wants every score to be the nearest byte to ONNX Runtime's, but for ties. */
const importTrees = async (
  onnx: Uint8Array,
  samples: Float32Array[][],
  inputShapes: Readonly<Record<string, readonly number[]>> = {},
) => {
  const result = await importOnnx(onnx, { calibration: samples, inputShapes, fuse: false })
  const { scale } = result.io.outputs[0]!
  const { maxError, agreement } = result.report.evaluation
  return { ...result, steps: (maxError ?? Number.NaN) / scale, agreement }
}

/** Files of scikit-learn whose one input leaves the number of samples open. */
const importFixture = (name: string, samples: Float32Array[][]) =>
  importTrees(fixture(name), samples, { X: [1, samples[0]![0]!.length] })

describe('files of scikit-learn', () => {
  test('a forest with string labels and a ZipMap: shares of its classes, which the report names', async () => {
    const samples = grid(4, 200).map((sample) => [sample])
    const { steps, io, report } = await importFixture('forest-zipmap', samples)
    expect(steps, 'largest error in steps of the output').toBeLessThan(0.51)
    expect(io.outputs[0]!.shape).toEqual([1, 3])
    expect(report.reference).toBe('float32')
    expect(report.notes.join()).toContain('setosa, versicolor, virginica')
  })

  test('boosted trees of three classes: the final softmax is left out', async () => {
    const samples = grid(4, 200).map((sample) => [sample])
    const { agreement, report } = await importFixture('boosted-softmax', samples)
    expect(agreement, 'share of samples with the same largest score').toBeGreaterThan(0.99)
    expect(report.notes.join()).toMatch(/final Softmax .* is left out/)
    const scores = report.tensors.find(({ name }) => name.endsWith('#scores'))
    expect(scores?.snrDb, 'scores of which the file has no value').toBeGreaterThan(45)
  })

  test('one score for two classes, each feature an input at its own scale', async () => {
    // The file asks nothing of its second column, which is left out.
    const samples = grid(3, 200).map((sample) => Array.from(sample, (value, i) => Float32Array.of(value * 2 ** -i)))
    const { agreement, io, model, report } = await importTrees(fixture('columns-logistic'), samples)
    expect(io.inputs.map(({ scale }) => scale)).toEqual([STEP, STEP / 2, STEP / 4])
    expect(agreement).toBeGreaterThan(0.98)
    expect(report.evaluation.maxError, 'of a probability').toBeLessThan(0.02)
    expect(model.program.nodes.at(-1)!.op).toBe('lookup')
  })

  test('a regressor', async () => {
    // Its features lie about zero: -127 to 128 steps.
    const samples = grid(10, 300, 127 * STEP).map((sample) => [sample.map((value) => value / 32)])
    const { steps, report } = await importFixture('regressor', samples)
    expect(steps).toBeLessThan(0.51)
    expect(report.tensors.find(({ name }) => name === 'variable')?.snrDb).toBeGreaterThan(50)
  })

  test('a label is refused, and the scores beside it are named', async () => {
    const refused = await importOnnx(fixture('boosted-softmax'), {
      output: 'label',
      inputShapes: { X: [1, 4] },
    }).catch((error) => error)
    expect(refused).toBeInstanceOf(OnnxError)
    expect(refused.message).toMatch(/class's label.*Take the scores \(probabilities\)/)
  })
})

const ALL_MODES = ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GT', 'BRANCH_GTE', 'BRANCH_EQ', 'BRANCH_NEQ']
const FEATURES = 3
type Attributes = Record<string, number | string | readonly number[] | readonly string[]>

/** Full trees with drawn questions, half of their thresholds on the features' grid. */
const drawTrees = (seed: number, trees: number, depth: number, modes: readonly string[], columns: number) => {
  const inner = 2 ** depth - 1
  const nodes = 2 ** (depth + 1) - 1
  const random = draw(trees * nodes * 4, seed)
  let at = 0
  const upTo = (n: number) => Math.floor(((random[at++]! + 1) / 2) * n)
  const lists = { treeids: [], nodeids: [], featureids: [], values: [], truenodeids: [], falsenodeids: [] } as Record<
    string,
    number[]
  >
  const chosen: string[] = []
  const leaf = { treeids: [], nodeids: [], ids: [], weights: [] } as Record<string, number[]>
  for (let tree = 0; tree < trees; tree++)
    for (let node = 0; node < nodes; node++) {
      const isLeaf = node >= inner
      chosen.push(isLeaf ? 'LEAF' : modes[upTo(modes.length)]!)
      lists['treeids']!.push(tree)
      lists['nodeids']!.push(node)
      lists['featureids']!.push(isLeaf ? 0 : upTo(FEATURES))
      // Few different thresholds, so that the same question is asked again further down.
      lists['values']!.push(isLeaf ? 0 : (upTo(8) * 32 + 16 * (node % 2)) * STEP + (node % 3 === 0 ? STEP / 3 : 0))
      lists['truenodeids']!.push(isLeaf ? 0 : 2 * node + 1)
      lists['falsenodeids']!.push(isLeaf ? 0 : 2 * node + 2)
      if (!isLeaf) continue
      leaf['treeids']!.push(tree)
      leaf['nodeids']!.push(node)
      leaf['ids']!.push(upTo(columns))
      leaf['weights']!.push(random[at++]!)
    }
  const prefixed = (prefix: string, all: Record<string, number[]>) =>
    Object.fromEntries(Object.entries(all).map(([name, list]) => [`${prefix}_${name}`, list]))
  return {
    nodes: { ...prefixed('nodes', lists), nodes_modes: chosen },
    leaves: (prefix: string) => prefixed(prefix, leaf),
  }
}

const fileOf = (op: string, outputs: readonly string[], attributes: Attributes, kept = outputs.at(-1)!): Uint8Array => {
  const node: NodeSpec = { op, domain: 'ai.onnx.ml', inputs: ['x'], outputs, attributes }
  return buildOnnx({ inputs: { x: [1, FEATURES] }, outputs: [kept], nodes: [node] })
}
const samples = grid(FEATURES, 400).map((sample) => [sample])

test('features that a byte cannot tell apart are named in the report', async () => {
  const attributes: Attributes = {
    nodes_treeids: [0, 0, 0, 0, 0],
    nodes_nodeids: [0, 1, 2, 3, 4],
    nodes_featureids: [0, 0, 2, 0, 0],
    nodes_modes: ['BRANCH_LEQ', 'LEAF', 'BRANCH_LEQ', 'LEAF', 'LEAF'],
    nodes_values: [4, 0, 0.01, 0, 0],
    nodes_truenodeids: [1, 0, 3, 0, 0],
    nodes_falsenodeids: [2, 0, 4, 0, 0],
    target_treeids: [0, 0, 0],
    target_nodeids: [1, 3, 4],
    target_ids: [0, 0, 0],
    target_weights: [1, 2, 3],
    n_targets: 1,
  }
  const { report } = await importTrees(fileOf('TreeEnsembleRegressor', ['y'], attributes), samples)
  expect(report.notes).toEqual([expect.stringMatching(/^Features 2 of "x" are asked for differences of few steps/)])
})

describe('every mode, transform and aggregate agrees with ONNX Runtime', () => {
  test.each([...ALL_MODES.map((mode) => [mode]), ALL_MODES])('%s', async (...modes) => {
    const { nodes, leaves } = drawTrees(modes.length + modes[0]!.length, 5, 4, modes, 2)
    const onnx = fileOf('TreeEnsembleRegressor', ['y'], { ...nodes, ...leaves('target'), n_targets: 2 })
    expect((await importTrees(onnx, samples)).steps).toBeLessThan(0.51)
  })

  test.each([
    { n_targets: 1 },
    { n_targets: 1, aggregate_function: 'AVERAGE', base_values: [3.5] },
    { n_targets: 3 },
    { n_targets: 3, post_transform: 'LOGISTIC' },
  ])('a regressor with %o', async (given) => {
    const { nodes, leaves } = drawTrees(3, 6, 3, ['BRANCH_LEQ'], given.n_targets)
    const onnx = fileOf('TreeEnsembleRegressor', ['y'], { ...nodes, ...leaves('target'), ...given } as Attributes)
    const { steps } = await importTrees(onnx, samples)
    // A logistic function reads a byte of scores.
    expect(steps).toBeLessThan('post_transform' in given ? 2 : 0.51)
  })

  test.each([
    [[0, 1, 2], 3, { base_values: [0.5, -1, 2] }],
    [[7, 9], 2, {}],
    [[7, 9], 2, { post_transform: 'LOGISTIC' }],
    [[7, 9], 1, {}],
    [[7, 9], 1, { base_values: [0.25] }],
    [[7, 9], 1, { post_transform: 'LOGISTIC', base_values: [0.25] }],
  ])('a classifier of %o, scores of %i classes, %o', async (labels, columns, given) => {
    const { nodes, leaves } = drawTrees(4, 6, 3, ['BRANCH_LEQ'], columns)
    const attributes = { ...nodes, ...leaves('class'), classlabels_int64s: labels, ...given } as Attributes
    const { steps, io } = await importTrees(fileOf('TreeEnsembleClassifier', ['l', 'y'], attributes), samples)
    expect(steps).toBeLessThan('post_transform' in given ? 2.5 : 0.51)
    expect(io.outputs[0]!.shape).toEqual([1, labels.length])
  })

  test('shares of the second class are completed to one', async () => {
    const { nodes, leaves } = drawTrees(5, 4, 3, ['BRANCH_LT'], 1)
    const { class_weights: weights, ...others } = leaves('class')
    const shares = (weights as number[]).map((weight) => Math.abs(weight) / 4)
    const attributes = { ...nodes, ...others, class_weights: shares, classlabels_strings: ['no', 'yes'] } as Attributes
    const onnx = fileOf('TreeEnsembleClassifier', ['l', 'y'], attributes)
    expect((await importTrees(onnx, samples)).steps).toBeLessThan(0.51)
  })
})

describe('what a program does not express is refused by name', () => {
  const { nodes, leaves } = drawTrees(6, 2, 2, ['BRANCH_LEQ'], 1)
  const regressor: Attributes = { ...nodes, ...leaves('target') }
  const count = (nodes as Attributes)['nodes_modes'] as readonly string[]
  const flags = count.map((_, i) => (i === 0 ? 1 : 0))

  test.each([
    ['missing values', { nodes_missing_value_tracks_true: flags }, /missing values take the true branch.*fill them in/],
    ['the largest of the trees', { aggregate_function: 'MAX' }, /aggregate_function MAX.*SUM or AVERAGE/],
    ['another transform', { post_transform: 'PROBIT' }, /post_transform PROBIT/],
    ['a base that not every row has', { n_targets: 2, base_values: [0, 1] }, /base value for column 1, for which/],
    ['a transform of one score', { post_transform: 'LOGISTIC' }, /LOGISTIC of a single score/],
    ['membership in a set', { nodes_modes: count.map((mode) => mode.replace('LEQ', 'MEMBER')) }, /mode BRANCH_MEMBER/],
  ] as [string, Attributes, RegExp][])('%s', async (_, changed, message) => {
    const onnx = fileOf('TreeEnsembleRegressor', ['y'], { ...regressor, ...changed })
    const refused = await importOnnx(onnx, { calibration: samples }).catch((error) => error)
    expect(refused).toBeInstanceOf(UnsupportedError)
    expect(refused.message).toMatch(message)
  })

  test('trees whose paths fill more than 64 MiB', async () => {
    const { nodes, leaves } = drawTrees(7, 1, 13, ['BRANCH_LEQ'], 1)
    const values = (nodes as Attributes).nodes_modes as readonly string[]
    const attributes = { ...nodes, ...leaves('target'), nodes_values: values.map((_, i) => i / 1024) } as Attributes
    const onnx = fileOf('TreeEnsembleRegressor', ['y'], attributes)
    await expect(importOnnx(onnx, { calibration: samples })).rejects.toThrow(
      /limit is 67108864.*fewer or shallower trees/,
    )
  })

  test.each([
    ['a feature that a row lacks', { nodes_featureids: count.map(() => FEATURES) }, /feature 3 of 3/],
    ['a child that does not exist', { nodes_truenodeids: count.map(() => 99) }, /tree 0 has no node 99/],
    ['a loop', { nodes_truenodeids: count.map(() => 0) }, /tree 0 is no tree/],
    ['a value for no leaf', { target_nodeids: count.slice(0, 8).map(() => 99) }, /node 99, column 0, which it lacks/],
    ['lists of different lengths', { nodes_values: [1] }, /"nodes_values" has 1 values, not 14/],
    ['one node twice', { nodes_nodeids: count.map(() => 0) }, /two nodes 0/],
  ] as [string, Attributes, RegExp][])('a file that contradicts itself: %s', async (_, changed, message) => {
    const onnx = fileOf('TreeEnsembleRegressor', ['y'], { ...regressor, ...changed })
    const refused = await importOnnx(onnx, { calibration: samples }).catch((error) => error)
    expect(refused).toBeInstanceOf(OnnxError)
    expect(refused.message).toMatch(message)
  })
})
