import { checkRange } from './checkRange.ts'
import { dtypes } from './dtypes.ts'
import type { Interval } from './Interval.ts'
import { ops } from './ops.ts'
import { readElement } from './readElement.ts'
import { tensorBytes } from './tensorBytes.ts'
import type { Model, Node, Operand } from './types.ts'
import { validateProgram } from './validateProgram.ts'

/**
 * validateProgram, the constants' lengths, and a proof that no sum leaves int32 for any input with these very constants. The
 * chain accepts programs whose sums wrap, and every executor agrees on them; but what they compute is no good to anyone.
 * @throws ProgramError
 */
export const validateModel = ({ program, constants }: Model): void => {
  validateProgram(program)
  const expected = program.constants.length
  checkRange({ field: 'number of constants', next: 'Give every constant.' }, constants.length, expected, expected)
  program.constants.forEach((type, i) => {
    const next = `Give constant ${i} as ${type.dtype} [${type.shape}].`
    checkRange({ field: `constants[${i}] bytes`, next }, constants[i]!.length, tensorBytes(type), tensorBytes(type))
  })

  const ranges: Interval[] = []
  program.nodes.forEach((node, at) => {
    const rangeOf = (operand: Operand) => (operand.source === 'node' ? ranges[operand.index]! : dtypes[operand.dtype])
    const read = (operand: number, index: number) => {
      const { index: constant, dtype } = node.operands[operand]!
      return readElement(constants[constant]!, dtype, index)
    }
    const sum = ops[node.op].sum?.(node, node.operands.map(rangeOf), read)
    if (sum !== undefined) checkSum(node, at, sum)
    ranges.push(valuesOf(node, sum))
  })
}

const checkSum = (node: Node, at: number, sum: Interval): void => {
  const place = {
    node: at,
    op: node.op,
    next: 'Shorten the reduction or scale its weights down: it would overflow int32.',
  }
  checkRange({ ...place, field: 'smallest sum' }, sum.min, dtypes.i32.min, dtypes.i32.max)
  checkRange({ ...place, field: 'largest sum' }, sum.max, dtypes.i32.min, dtypes.i32.max)
}

/** Where a node's output lies: a plain sum where it is one, else between its clamp bounds, else wherever the dtype allows. */
const valuesOf = (node: Node, sum: Interval | undefined): Interval => {
  if (node.dtype === 'i32' && sum !== undefined) return sum
  const { low, high, lowZ = low, highZ = high } = node.attributes
  return { min: lowZ ?? dtypes[node.dtype].min, max: highZ ?? dtypes[node.dtype].max }
}
