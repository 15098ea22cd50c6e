import { binFeatures } from '../lib/binFeatures.ts'
import { FloatGraph } from '../lib/FloatGraph.ts'
import { penguins, TRAINING_PENGUINS } from '../lib/penguins.ts'

const [ROUNDS, DEPTH, CLASSES, RATE, PENALTY] = [12, 3, 3, 0.3, 1]

/** A complete tree: decisions and leaves in order of breadth; a decision is "feature > threshold". */
interface Tree {
  readonly decisions: readonly { readonly feature: number; readonly threshold: number }[]
  readonly leaves: readonly number[]
}

/**
 * Gradient-boosted trees (Friedman 2001; second-order gains as in XGBoost) over binned features, written as products of
 * matrices (the GEMM strategy of Hummingbird, Nakandala et al. 2020): gather the features, subtract the thresholds,
 * clip to 0 or 1, count the decisions along each leaf's path, clip, sum the leaves. Each number in between is a small
 * whole one.
 */
export async function trainTrees(): Promise<Uint8Array> {
  const read = binFeatures()
  const rows = penguins().slice(0, TRAINING_PENGUINS)
  const features = rows.map((row) => read(row))
  const scores = rows.map(() => new Float64Array(CLASSES))
  const trees: { readonly tree: Tree; readonly kind: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const shares = scores.map((row) => softmax(row))
    for (let kind = 0; kind < CLASSES; kind++) {
      const gradients = rows.map(({ label }, i) => shares[i]![kind]! - (label === kind ? 1 : 0))
      const curvatures = shares.map((row) => row[kind]! * (1 - row[kind]!))
      const tree = grow(features, gradients, curvatures)
      rows.forEach((_, i) => {
        scores[i]![kind]! += tree.leaves[leafOf(tree, features[i]!)]!
      })
      trees.push({ tree, kind })
    }
  }

  const decisions = trees.flatMap(({ tree }) => tree.decisions)
  const perTree = 2 ** DEPTH - 1
  const leafCount = trees.length * 2 ** DEPTH
  const paths = new Float32Array(decisions.length * leafCount)
  const needed = new Float32Array(leafCount)
  const values = new Float32Array(leafCount * CLASSES)
  trees.forEach(({ tree, kind }, t) => {
    tree.leaves.forEach((value, leaf) => {
      const column = t * 2 ** DEPTH + leaf
      values[column * CLASSES + kind] = value
      for (let level = 0, at = 0; level < DEPTH; level++) {
        const right = (leaf >> (DEPTH - 1 - level)) & 1
        paths[(t * perTree + at) * leafCount + column] = right === 1 ? 1 : -1
        needed[column]! -= right
        at = 2 * at + 1 + right
      }
      needed[column]! += 1
    })
  })

  const graph = new FloatGraph()
  const bins = graph.input('bins', [1, 6])
  const [zero, one] = [graph.constant('zero', [], [0]), graph.constant('one', [], [1])]
  const places = graph.integers(
    'features',
    decisions.map(({ feature }) => feature),
  )
  const gathered = graph.add('Gather', 'gathered', [bins, places], { axis: 1 })
  const thresholds = graph.constant(
    'thresholds',
    [1, decisions.length],
    decisions.map(({ threshold }) => threshold),
  )
  const decided = graph.add('Clip', 'decided', [graph.add('Sub', 'above', [gathered, thresholds]), zero, one])
  const product = [
    decided,
    graph.constant('paths', [decisions.length, leafCount], paths),
    graph.constant('needed', [leafCount], needed),
  ]
  const reached = graph.add('Clip', 'reached', [graph.add('Gemm', 'along', product), zero, one])
  const sums = [
    reached,
    graph.constant('leaves', [leafCount, CLASSES], values),
    graph.constant('none', [CLASSES], [0, 0, 0]),
  ]
  return graph.encode(graph.add('Gemm', 'scores', sums), [1, CLASSES])
}

function softmax(scores: Float64Array): number[] {
  const most = Math.max(...scores)
  const powers = [...scores].map((score) => Math.exp(score - most))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / sum)
}

function leafOf({ decisions }: Tree, row: Float32Array): number {
  let at = 0
  for (let level = 0; level < DEPTH; level++) {
    const { feature, threshold } = decisions[at]!
    at = 2 * at + 1 + (row[feature]! > threshold ? 1 : 0)
  }
  return at - decisions.length
}

/** The split of greatest gain at each node, greedily; a node that gains nothing sends everything left. */
function grow(features: readonly Float32Array[], gradients: readonly number[], curvatures: readonly number[]): Tree {
  const decisions: Tree['decisions'][number][] = []
  let level = [features.map((_, i) => i)]
  for (let depth = 0; depth < DEPTH; depth++) {
    level = level.flatMap((members) => {
      const decision = bestSplit(features, gradients, curvatures, members)
      decisions.push(decision)
      const right = (i: number) => features[i]![decision.feature]! > decision.threshold
      return [members.filter((i) => !right(i)), members.filter(right)]
    })
  }
  const sum = (members: readonly number[], of: readonly number[]) => members.reduce((total, i) => total + of[i]!, 0)
  return {
    decisions,
    leaves: level.map((members) => (-RATE * sum(members, gradients)) / (sum(members, curvatures) + PENALTY)),
  }
}

function bestSplit(
  features: readonly Float32Array[],
  gradients: readonly number[],
  curvatures: readonly number[],
  members: readonly number[],
): Tree['decisions'][number] {
  let best = { gain: 0, feature: 0, threshold: 255 }
  const gain = (g: number, h: number) => (g * g) / (h + PENALTY)
  const total = { g: 0, h: 0 }
  for (const i of members) {
    total.g += gradients[i]!
    total.h += curvatures[i]!
  }
  for (let feature = 0; feature < 6; feature++) {
    const ordered = [...members].sort((a, b) => features[a]![feature]! - features[b]![feature]!)
    const left = { g: 0, h: 0 }
    for (let k = 0; k + 1 < ordered.length; k++) {
      left.g += gradients[ordered[k]!]!
      left.h += curvatures[ordered[k]!]!
      const threshold = features[ordered[k]!]![feature]!
      if (features[ordered[k + 1]!]![feature]! === threshold) continue
      const won = gain(left.g, left.h) + gain(total.g - left.g, total.h - left.h) - gain(total.g, total.h)
      if (won > best.gain) best = { gain: won, feature, threshold }
    }
  }
  return best
}
