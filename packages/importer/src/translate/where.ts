import { broadcast } from '../broadcast.ts'
import { broadcastIndices } from '../broadcastIndices.ts'
import { count } from '../count.ts'
import type { Constant, GraphNode } from '../graph.ts'
import { RefusedNode } from '../refusedNode.ts'
import type { Translation } from '../translation.ts'

/** What an attention score is masked with where a file says -infinity or near it. */
const FAR = 2 ** 20

/**
 * ONNX Where with a constant mask and a constant on one side: the tensor times the mask, plus the constant where the
 * mask is off.
 */
export function where(t: Translation, node: GraphNode): void {
  const [condition, yes, no] = node.inputs.map((name) => t.real(name))
  if (condition === undefined || (yes === undefined) === (no === undefined))
    throw new RefusedNode(
      condition === undefined ? 'its condition depends on the input' : 'both sides depend on the input',
      'only a constant mask that chooses between a tensor and a constant is supported',
    )
  const input = t.tensor(node.inputs[yes === undefined ? 1 : 2])
  const constant = (yes ?? no)!
  const output = node.outputs[0]!
  const shape = t.graph.shapes.get(output)!
  const both = broadcast(condition.shape, constant.shape)!
  if (count(broadcast(t.shape(input), both) ?? []) !== count(t.shape(input)))
    throw new RefusedNode(`its mask enlarges the tensor [${t.shape(input)}]`, 'expand the tensor first')
  const keeps = (value: number) => Number((value !== 0) === (yes === undefined))
  const factor = t.constantTensor(`${output}#mask`, condition.shape, Array.from(condition.values, keeps))
  const [maskAt, valueAt] = [broadcastIndices(condition.shape, both), broadcastIndices(constant.shape, both)]
  const fill = Array.from({ length: count(both) }, (_, i) =>
    keeps(condition.values[maskAt[i]!]!) === 1 ? 0 : bounded(constant, valueAt[i]!),
  )
  const addend = t.constantTensor(`${output}#fill`, both, fill)
  const masked = `${output}#masked`
  const layer = { kind: 'binary', name: node.name, clamp: undefined } as const
  t.emit({ ...layer, op: 'mul', inputs: [input, factor], output: masked, keepsScale: true }, t.shape(input))
  t.emit({ ...layer, op: 'add', inputs: [masked, addend], output }, shape)
}

const bounded = ({ values }: Constant, at: number): number => Math.max(-FAR, Math.min(FAR, values[at]!))
