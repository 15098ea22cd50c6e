import { type Model, type Node, type Operand, type TensorType, tensorBytes } from '@assay/program'

export interface DetachedNodes {
  /** Which node of the program is the first of these. */
  readonly first: number
  readonly model: Model
}

/** Small beside any model for which memory matters; half of it gains no more, four times as much takes 12 MB more at ResNet-50. */
const MAX_BYTES = 2 ** 20

/**
 * The same nodes, each reading inputs of its own where it read earlier nodes. So each can be run on extreme values that
 * the program might never bring it. In parts, each with the constants that its nodes read, so that the whole is never held
 * twice. (Not valid programs: they may have any number of inputs.)
 */
export function* detachNodes(model: Model): Generator<DetachedNodes> {
  const { nodes } = model.program
  let first = 0
  let bytes = 0
  for (let at = 0; at < nodes.length; at++) {
    const own = bytesOf(nodes[at]!)
    if (at > first && bytes + own > MAX_BYTES) {
      yield { first, model: detached(model, nodes.slice(first, at)) }
      first = at
      bytes = 0
    }
    bytes += own
  }
  yield { first, model: detached(model, nodes.slice(first)) }
}

const bytesOf = (node: Node): number => [node, ...node.operands].reduce((sum, tensor) => sum + tensorBytes(tensor), 0)

function detached({ program, constants }: Model, nodes: readonly Node[]): Model {
  const inputs: TensorType[] = []
  const values: Uint8Array[] = []
  const constantTypes: TensorType[] = []
  const known = new Map<number, number>()
  const detach = (operand: Operand): Operand => {
    const { dtype, shape, index, source } = operand
    if (source !== 'constant') {
      inputs.push({ dtype, shape })
      return { source: 'input', index: inputs.length - 1, dtype, shape }
    }
    let now = known.get(index)
    if (now === undefined) {
      now = values.length
      known.set(index, now)
      values.push(constants[index]!)
      constantTypes.push(program.constants[index]!)
    }
    return { ...operand, index: now }
  }
  const own = nodes.map((node) => ({ ...node, operands: node.operands.map(detach) }))
  return { program: { ...program, inputs, constants: constantTypes, nodes: own }, constants: values }
}
