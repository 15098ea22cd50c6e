import { checkDtype } from './checkDtype.ts'
import { checkRange } from './checkRange.ts'
import { checkTensor } from './checkTensor.ts'
import { elementCount } from './elementCount.ts'
import { ProgramError } from './errors.ts'
import { limits } from './limits.ts'
import { ops } from './ops.ts'
import type { Operand, Program } from './types.ts'

/** Checks node `at` of a program whose tables and earlier nodes are valid. */
export const validateNode = (program: Program, at: number): void => {
  const node = program.nodes[at]!
  const definition = ops[node.op]
  const place = { node: at, op: node.op }
  checkTensor({ ...place, field: '' }, node, ['u8', 'i8', 'i32'], program.activationChunkLog2)
  const { operands, optionalOperands = 0 } = definition
  const next = `Give ${operands.join(', ')}${optionalOperands === 0 ? '' : ` (the last ${optionalOperands} may be absent)`}.`
  const least = operands.length - optionalOperands
  checkRange({ ...place, field: 'operandCount', next }, node.operands.length, least, operands.length)
  node.operands.forEach((operand, i) => {
    validateOperand(program, at, operand, operands[i]!)
  })
  for (const [field, { kind }] of Object.entries(definition.attributes)) {
    if (kind === 'int') checkRange({ ...place, field }, node.attributes[field] ?? Number.NaN, -(2 ** 31), 2 ** 31 - 1)
  }
  for (const field of Object.keys(node.attributes)) {
    if (definition.attributes[field] !== undefined) continue
    const limit = Object.keys(definition.attributes).join(', ') || 'absent'
    throw new ProgramError({ ...place, field: 'attribute', actual: field, limit, next: 'Remove it.' })
  }
  definition.validate(node, at)
}

const validateOperand = (program: Program, at: number, operand: Operand, name: string): void => {
  const place = { node: at, op: program.nodes[at]!.op }
  const table = { input: program.inputs, constant: program.constants, node: program.nodes.slice(0, at) }[operand.source]
  const index = `an index of ${operand.source === 'node' ? 'an earlier node' : `an existing ${operand.source}`}`
  const source = table[operand.index]
  if (source === undefined) {
    throw new ProgramError({
      ...place,
      field: `${name}.index`,
      actual: operand.index,
      limit: `${index}, below ${table.length}`,
      next: 'Order the nodes so that each refers to earlier ones only.',
    })
  }
  checkDtype({ ...place, field: `${name}.dtype` }, operand.dtype, [source.dtype])
  checkRange({ ...place, field: `${name}.rank` }, operand.shape.length, 4, 4)
  operand.shape.forEach((size, axis) => {
    checkRange({ ...place, field: `${name}.shape[${axis}]` }, size, 1, limits.dimension)
  })
  const elements = elementCount(source.shape)
  const view = { ...place, field: `${name}.view`, next: 'A view has as many elements as its source.' }
  checkRange(view, elementCount(operand.shape), elements, elements)
}
