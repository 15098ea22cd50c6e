import { MAX_STEP_BYTES, MAX_STEP_GAS } from './budget.ts'
import { checkRange } from './checkRange.ts'
import { checkTensor } from './checkTensor.ts'
import { limits } from './limits.ts'
import { nodeCost } from './nodeCost.ts'
import type { Program } from './types.ts'
import { validateNode } from './validateNode.ts'

/**
 * Whether the chain would register this program: an executable form of docs/format.md.
 * @throws ProgramError naming the node, the field, its value and its limit
 */
export const validateProgram = (program: Program): void => {
  const { nodes, inputs, constants, constantChunkLog2, activationChunkLog2 } = program
  checkRange({ field: 'nodes', next: 'Split or shorten the program.' }, nodes.length, 1, limits.nodes)
  checkRange({ field: 'inputs', next: 'Join inputs or split the program.' }, inputs.length, 1, limits.inputs)
  checkRange({ field: 'constants', next: 'Share or join constants.' }, constants.length, 0, limits.constants)
  checkRange({ field: 'constantChunkLog2' }, constantChunkLog2, limits.minChunkLog2, limits.maxChunkLog2)
  checkRange({ field: 'activationChunkLog2' }, activationChunkLog2, limits.minChunkLog2, limits.maxChunkLog2)
  inputs.forEach((type, i) => {
    checkTensor({ field: `inputs[${i}]` }, type, ['u8', 'i8', 'i32'], activationChunkLog2)
  })
  constants.forEach((type, i) => {
    checkTensor({ field: `constants[${i}]` }, type, ['u8', 'i8', 'i32', 'f32'], constantChunkLog2)
  })
  nodes.forEach((node, at) => {
    validateNode(program, at)
    const { bytes, gas } = nodeCost(program, at)
    const place = { node: at, op: node.op }
    const next = 'Proving its worst element would cost too much: split the reduction or choose smaller chunks.'
    checkRange({ ...place, field: 'bytes', next }, bytes, 0, MAX_STEP_BYTES)
    checkRange({ ...place, field: 'gas', next }, gas, 0, MAX_STEP_GAS)
  })
}
