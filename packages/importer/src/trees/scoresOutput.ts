import type { GraphNode } from '../graph.ts'

/** Which output of a node a program computes: of a tree classifier the scores, which are its second; of all others the first. */
export const scoresOutput = ({ op }: Pick<GraphNode, 'op'>): number =>
  op === 'ai.onnx.ml.TreeEnsembleClassifier' ? 1 : 0
