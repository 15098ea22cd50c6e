import { OnnxError } from '../errors.ts'
import type { GraphNode } from '../graph.ts'
import { RefusedNode } from '../refusedNode.ts'
import type { Comparison, Ensemble, Leaf, Tree } from './Ensemble.ts'

/** What a node of a tree asks, as comparisons: true where none of them holds, or where one does. */
const MODES: Readonly<Record<string, { readonly sides: readonly Comparison['side'][]; readonly holds: boolean }>> = {
  BRANCH_LEQ: { sides: ['above'], holds: false },
  BRANCH_GT: { sides: ['above'], holds: true },
  BRANCH_LT: { sides: ['below'], holds: true },
  BRANCH_GTE: { sides: ['below'], holds: false },
  BRANCH_EQ: { sides: ['above', 'below'], holds: false },
  BRANCH_NEQ: { sides: ['above', 'below'], holds: true },
}

/** Deeper than any tree whose leaves fit a program. */
const DEEPEST = 64

interface TreeNode {
  readonly mode: string
  readonly feature: number
  readonly threshold: number
  readonly yes: number
  readonly no: number
  readonly values: Map<number, number>
}

/**
 * The trees of an ai.onnx.ml TreeEnsembleRegressor or TreeEnsembleClassifier, with the columns and transforms that ONNX Runtime gives them.
 * @param features of a row of its input
 * @throws OnnxError where the attributes contradict each other, RefusedNode for what a program does not express
 */
export function readEnsemble(node: GraphNode, features: number): Ensemble {
  const { classifier, columns, sums, oneScore } = columnsOf(node)
  const [ids, prefix] = classifier ? ['class_ids', 'class'] : ['target_ids', 'target']
  const trees = nodesOf(node, features)
  const targets = numbers(node, ids)
  const [leafTrees, leafNodes, weights] = ['treeids', 'nodeids', 'weights'].map((what) =>
    numbers(node, `${prefix}_${what}`, targets.length),
  ) as [readonly number[], readonly number[], readonly number[]]
  const average = node.attributes.get('aggregate_function') === 'AVERAGE' ? trees.size : 1
  targets.forEach((target, i) => {
    const leaf = trees.get(leafTrees[i]!)?.get(leafNodes[i]!)
    if (leaf === undefined || target < 0 || target >= sums)
      throw bad(
        node,
        `weight ${i} is for tree ${leafTrees[i]}, node ${leafNodes[i]}, column ${target}, which it lacks.`,
      )
    leaf.values.set(target, (leaf.values.get(target) ?? 0) + weights[i]! / average)
  })

  const comparisons: Comparison[] = []
  const known = new Map<string, number>()
  const indexOf = (comparison: Comparison): number => {
    const key = `${comparison.feature} ${comparison.side} ${comparison.threshold}`
    const found = known.get(key) ?? comparisons.push(comparison) - 1
    known.set(key, found)
    return found
  }
  const given = baseOf(node, sums, oneScore)
  const base = [...given]
  const read: Tree[] = []
  for (const [id, nodes] of trees) {
    const tree = treeOf(node, id, nodes, indexOf)
    const [only] = tree.leaves
    if (tree.leaves.length === 1) for (const [target, value] of only!.values) base[target]! += value
    else read.push(tree)
  }
  if (!classifier) checkBase([...trees.values()], given)
  if (read.length === 0) throw new RefusedNode('its trees ask nothing', 'leave it out of the exported model')
  const sumsOnly: Ensemble = {
    features,
    comparisons,
    trees: read,
    base,
    transform: transformOf(node, columns, oneScore),
    labels: labelsOf(node),
  }
  return oneScore === undefined ? sumsOnly : inTwoColumns(sumsOnly, oneScore)
}

const bad = (node: GraphNode, message: string): OnnxError => new OnnxError(`node "${node.name}" (${node.op})`, message)

function numbers(node: GraphNode, name: string, length?: number): readonly number[] {
  const values = node.attributes.get(name) ?? []
  if (!Array.isArray(values) || values.some((value) => typeof value !== 'number'))
    throw bad(node, `attribute "${name}" is no list of numbers.`)
  if (length !== undefined && values.length !== length)
    throw bad(node, `attribute "${name}" has ${values.length} values, not ${length}.`)
  const wrong = (values as readonly number[]).findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0) throw bad(node, `attribute "${name}" is ${values[wrong]} at ${wrong}.`)
  return values as readonly number[]
}

const labelsOf = (node: GraphNode): readonly string[] | undefined => {
  const labels = node.attributes.get('classlabels_int64s') ?? node.attributes.get('classlabels_strings')
  return Array.isArray(labels) ? labels.map(String) : undefined
}

type OneScore = 'share' | 'sign'

function columnsOf(node: GraphNode) {
  const classifier = node.op.endsWith('Classifier')
  if (!classifier) {
    const columns = Number(node.attributes.get('n_targets') ?? 1)
    if (!Number.isInteger(columns) || columns < 1 || columns > 65_536) throw bad(node, `it has ${columns} targets.`)
    return { classifier, columns, sums: columns, oneScore: undefined }
  }
  const columns = labelsOf(node)?.length ?? 0
  if (columns < 2)
    throw new RefusedNode(`${columns} class labels`, 'export it with a label for each of two or more classes')
  const ids = new Set(numbers(node, 'class_ids'))
  if (columns > 2 || ids.size !== 1) return { classifier, columns, sums: columns, oneScore: undefined }
  if (!ids.has(0)) throw new RefusedNode('scores of the second of two classes alone', 'give them class id 0')
  const shares = numbers(node, 'class_weights').every((weight) => weight >= 0)
  return { classifier, columns, sums: 1, oneScore: (shares ? 'share' : 'sign') as OneScore }
}

function transformOf(node: GraphNode, columns: number, oneScore: OneScore | undefined): Ensemble['transform'] {
  const name = String(node.attributes.get('post_transform') ?? 'NONE')
  if (name === 'NONE') return 'none'
  // ONNX Runtime transforms no single score; the standard says otherwise, and a file can only mean one of them.
  if (name !== 'LOGISTIC' && name !== 'SOFTMAX')
    throw new RefusedNode(`post_transform ${name}`, 'use NONE, LOGISTIC or SOFTMAX')
  if (columns === 1 || (oneScore !== undefined && name === 'SOFTMAX'))
    throw new RefusedNode(`post_transform ${name} of a single score`, 'export it with post_transform NONE')
  return name === 'LOGISTIC' ? 'logistic' : 'softmax'
}

function baseOf(node: GraphNode, sums: number, oneScore: OneScore | undefined): number[] {
  const given = numbers(node, 'base_values')
  if (given.length !== 0 && given.length !== sums)
    throw oneScore === undefined
      ? bad(node, `it has ${given.length} base values for ${sums} columns.`)
      : new RefusedNode(`${given.length} base values for one score`, 'give one')
  return given.length === 0 ? new Array<number>(sums).fill(0) : [...given]
}

/** ONNX Runtime leaves the base out of a regressor's column where a row reaches no leaf with a value for it; a sum does not. */
function checkBase(trees: readonly ReadonlyMap<number, TreeNode>[], base: readonly number[]): void {
  const covers = (nodes: ReadonlyMap<number, TreeNode>, column: number) =>
    [...nodes.values()].every(({ mode, values }) => mode !== 'LEAF' || values.has(column))
  const open = base.findIndex((value, column) => value !== 0 && !trees.some((nodes) => covers(nodes, column)))
  if (open >= 0)
    throw new RefusedNode(
      `a base value for column ${open}, for which not every row reaches a leaf`,
      'give every leaf a value for every column, if only 0',
    )
}

/** A score s of the second class becomes both columns: 1 - s and s where it is a share, -s and s where its sign decides. */
function inTwoColumns(ensemble: Ensemble, oneScore: OneScore): Ensemble {
  const both = (value: number): [number, number][] => [
    [0, -value],
    [1, value],
  ]
  const share = oneScore === 'share' && ensemble.transform === 'none'
  const [base] = ensemble.base as [number]
  return {
    ...ensemble,
    base: [(share ? 1 : 0) - base, base],
    trees: ensemble.trees.map((tree) => ({
      ...tree,
      leaves: tree.leaves.map((leaf) => ({ ...leaf, values: new Map(both(leaf.values.get(0) ?? 0)) })),
    })),
  }
}

/** Nodes by tree, the root of each first, as the file lists them. */
function nodesOf(node: GraphNode, features: number): Map<number, Map<number, TreeNode>> {
  for (const name of node.attributes.keys())
    if (name.endsWith('_as_tensor'))
      throw new RefusedNode(`attribute ${name}: numbers in binary64`, 'export it with float32 inputs')
  const aggregate = node.attributes.get('aggregate_function') ?? 'SUM'
  if (aggregate !== 'SUM' && aggregate !== 'AVERAGE')
    throw new RefusedNode(`aggregate_function ${String(aggregate)}`, 'use SUM or AVERAGE')
  const treeIds = numbers(node, 'nodes_treeids')
  const count = treeIds.length
  const list = (name: string) => numbers(node, `nodes_${name}`, count)
  const [nodeIds, featureIds, values] = [list('nodeids'), list('featureids'), list('values')]
  const [yes, no] = [list('truenodeids'), list('falsenodeids')]
  const modes = node.attributes.get('nodes_modes')
  if (!Array.isArray(modes) || modes.length !== count) throw bad(node, `it has no mode for each of its ${count} nodes.`)
  if (numbers(node, 'nodes_missing_value_tracks_true').some((flag) => flag !== 0))
    throw new RefusedNode(
      'missing values take the true branch (nodes_missing_value_tracks_true)',
      'a program knows no missing values: fill them in before the model, and train it with them filled in',
    )
  const trees = new Map<number, Map<number, TreeNode>>()
  treeIds.forEach((tree, i) => {
    const mode = String(modes[i])
    const feature = featureIds[i]!
    if (mode !== 'LEAF' && MODES[mode] === undefined)
      throw new RefusedNode(`mode ${mode}`, `use ${Object.keys(MODES).join(', ')}`)
    if (mode !== 'LEAF' && !(feature >= 0 && feature < features))
      throw bad(node, `tree ${tree} asks for feature ${feature} of ${features}.`)
    const nodes = trees.get(tree) ?? new Map<number, TreeNode>()
    trees.set(tree, nodes)
    if (nodes.has(nodeIds[i]!)) throw bad(node, `tree ${tree} has two nodes ${nodeIds[i]}.`)
    const threshold = Math.fround(values[i]!)
    nodes.set(nodeIds[i]!, { mode, feature, threshold, yes: yes[i]!, no: no[i]!, values: new Map() })
  })
  if (trees.size === 0) throw bad(node, 'it holds no trees.')
  return trees
}

/** All leaves of a tree, with what leads to them. */
function treeOf(
  node: GraphNode,
  id: number,
  nodes: ReadonlyMap<number, TreeNode>,
  indexOf: (comparison: Comparison) => number,
): Tree {
  const comparisons: number[] = []
  const own = new Map<number, number>()
  const positionOf = (comparison: Comparison): number => {
    const index = indexOf(comparison)
    const found = own.get(index) ?? comparisons.push(index) - 1
    own.set(index, found)
    return found
  }
  const leaves: Leaf[] = []
  const walk = (at: number, holds: Leaf['holds'], fails: Leaf['fails'], depth: number): void => {
    const here = nodes.get(at)
    if (here === undefined) throw bad(node, `tree ${id} has no node ${at}.`)
    if (depth > DEEPEST || leaves.length > nodes.size)
      throw bad(node, `tree ${id} is no tree, or deeper than ${DEEPEST}.`)
    const mode = MODES[here.mode]
    if (mode === undefined) {
      leaves.push({ holds, fails, values: here.values })
      return
    }
    const { feature, threshold } = here
    const asked = mode.sides.map((side) => positionOf({ feature, side, threshold }))
    const whenHeld = mode.holds ? here.yes : here.no
    const whenNot = mode.holds ? here.no : here.yes
    walk(whenNot, holds, [...new Set([...fails, ...asked])], depth + 1)
    walk(whenHeld, withGroup(holds, asked), fails, depth + 1)
  }
  walk(nodes.keys().next().value!, [], [], 0)
  return { comparisons, leaves }
}

/** Each condition once: one that is among a group's alternatives makes the group superfluous. */
function withGroup(holds: Leaf['holds'], asked: readonly number[]): Leaf['holds'] {
  const within = (a: readonly number[], b: readonly number[]) => a.every((position) => b.includes(position))
  if (holds.some((group) => within(group, asked))) return holds
  return [...holds.filter((group) => !within(asked, group)), asked]
}
