import { expect, test } from 'vitest'
import { readEnsemble } from './readEnsemble.ts'

test('a path states each of its conditions once, so that no weight of it counts double', () => {
  // x != 2, then x > 2, then x > 2 once more.
  const attributes = new Map<string, number | readonly number[] | readonly string[]>([
    ['nodes_treeids', [0, 0, 0, 0, 0, 0, 0]],
    ['nodes_nodeids', [0, 1, 2, 3, 4, 5, 6]],
    ['nodes_featureids', [0, 0, 0, 0, 0, 0, 0]],
    ['nodes_modes', ['BRANCH_NEQ', 'LEAF', 'BRANCH_GT', 'LEAF', 'BRANCH_GT', 'LEAF', 'LEAF']],
    ['nodes_values', [2, 0, 2, 0, 2, 0, 0]],
    ['nodes_truenodeids', [2, 0, 4, 0, 6, 0, 0]],
    ['nodes_falsenodeids', [1, 0, 3, 0, 5, 0, 0]],
    ['target_treeids', [0, 0, 0]],
    ['target_nodeids', [1, 3, 6]],
    ['target_ids', [0, 0, 0]],
    ['target_weights', [1, 2, 3]],
    ['n_targets', 1],
  ])
  const node = { op: 'ai.onnx.ml.TreeEnsembleRegressor', name: 'trees', inputs: ['x'], outputs: ['y'], attributes }
  const { comparisons, trees } = readEnsemble(node, 1)
  expect(comparisons.map(({ side }) => side)).toEqual(['above', 'below'])
  const leaves = trees[0]!.leaves.map(({ holds, fails, values }) => ({ holds, fails, value: values.get(0) }))
  expect(leaves).toEqual([
    { holds: [], fails: [0, 1], value: 1 },
    { holds: [[0, 1]], fails: [0], value: 2 },
    // Never reached: above and not above.
    { holds: [[0]], fails: [0], value: undefined },
    { holds: [[0]], fails: [], value: 3 },
  ])
})
