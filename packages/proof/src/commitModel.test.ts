import { encodeDescriptor, encodeProgram, encodeRow, type Model } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { randomModel } from '../testing/randomModel.ts'
import { seededRandom } from '../testing/seededRandom.ts'
import { commitModel } from './commitModel.ts'
import { leafHash, modelIdOf, programRootOf } from './hash.ts'
import { joinBytes } from './joinBytes.ts'
import { chunkTree } from './tree/chunkTree.ts'
import { listTree } from './tree/listTree.ts'

const model = (): Model => randomModel(seededRandom(21))
const withByte = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte))

describe('commitModel', () => {
  it('names a model by its program and its constants, as docs/format.md says', () => {
    const { program, constants } = model()
    const descriptors = listTree(program.nodes.map((node) => leafHash(encodeDescriptor(node)))).root
    const inputTable = listTree(program.inputs.map((row) => leafHash(encodeRow(row)))).root
    const constantTable = listTree(program.constants.map((row) => leafHash(encodeRow(row)))).root
    const constantsRoot = listTree(constants.map((bytes) => chunkTree(bytes, program.constantChunkLog2).root)).root
    const counts = encodeProgram(program).slice(0, 8)
    const committed = commitModel({ program, constants })
    expect(committed.modelId).toEqual(
      modelIdOf(counts, programRootOf(descriptors, inputTable, constantTable), constantsRoot),
    )
    expect(committed.header).toEqual(joinBytes([counts, descriptors, inputTable, constantTable, constantsRoot]))
  })

  it('gives another id to a model with one other weight, and to one with other chunks', () => {
    const { program, constants } = model()
    const { modelId } = commitModel({ program, constants })
    const reweighted = { program, constants: constants.map((bytes, i) => (i === 0 ? withByte(bytes) : bytes)) }
    const rechunked = { program: { ...program, activationChunkLog2: program.activationChunkLog2 + 1 }, constants }
    expect(commitModel(reweighted).modelId).not.toEqual(modelId)
    expect(commitModel(rechunked).modelId).not.toEqual(modelId)
  })

  it('refuses constants that are not as many or as long as the program says', () => {
    const { program, constants } = model()
    expect(() => commitModel({ program, constants: constants.slice(1) })).toThrow(
      `The program has ${constants.length} constants, but ${constants.length - 1} were given.`,
    )
    const short = constants.map((bytes, i) => (i === 1 ? bytes.subarray(1) : bytes))
    expect(() => commitModel({ program, constants: short })).toThrow(
      `constant 1 has ${constants[1]!.length - 1} bytes; ${program.constants[1]!.dtype} [${program.constants[1]!.shape}] takes ${constants[1]!.length}.`,
    )
  })
})
