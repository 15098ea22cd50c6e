import { interpret } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { randomInputs, randomModel } from '../testing/randomModel.ts'
import { seededRandom } from '../testing/seededRandom.ts'
import { commitModel } from './commitModel.ts'
import { alterTrace, commitTrace } from './commitTrace.ts'
import { traceRootOf } from './hash.ts'
import { chunkTree } from './tree/chunkTree.ts'
import { listTree } from './tree/listTree.ts'

const random = seededRandom(21)
const model = randomModel(random)
const committed = commitModel(model)
const inputs = randomInputs(random, model)
const tensors = interpret(model, inputs)

describe('commitTrace', () => {
  it('commits to inputs, to every tensor and to the last one as output', () => {
    const trace = commitTrace(committed, inputs, tensors)
    const root = (bytes: Uint8Array): Uint8Array => chunkTree(bytes, model.program.activationChunkLog2).root
    expect(trace.inputRoot).toEqual(listTree(inputs.map(root)).root)
    expect(trace.nodesRoot).toEqual(listTree(tensors.map(root)).root)
    expect(trace.outputRoot).toEqual(root(tensors.at(-1)!))
    expect(trace.traceRoot).toEqual(traceRootOf(committed.modelId, trace.inputRoot, trace.nodesRoot, trace.outputRoot))
  })

  it('builds the trees it is asked for, and only once', () => {
    const trace = commitTrace(committed, inputs, tensors)
    const tree = (bytes: Uint8Array) => chunkTree(bytes, model.program.activationChunkLog2)
    expect(trace.nodeTrees.map(({ root }) => root)).toEqual(tensors.map((bytes) => tree(bytes).root))
    expect(trace.inputTrees.map(({ root }) => root)).toEqual(inputs.map((bytes) => tree(bytes).root))
    expect(trace.nodesTree.root).toEqual(trace.nodesRoot)
    expect(trace.inputsTree.root).toEqual(trace.inputRoot)
    expect(trace.nodeTrees).toBe(trace.nodeTrees)
    expect(alterTrace(trace, {}).nodeTrees).toBe(trace.nodeTrees)
  })

  it('refuses tensors that are not as many or as long as the program says', () => {
    const nodes = tensors.length
    expect(() => commitTrace(committed, inputs, tensors.slice(1))).toThrow(
      `has ${nodes} nodes, but ${nodes - 1} were given`,
    )
    expect(() => commitTrace(committed, [], tensors)).toThrow('inputs, but 0 were given')
    const long = tensors.map((bytes, i) => (i === 0 ? new Uint8Array(bytes.length + 1) : bytes))
    expect(() => commitTrace(committed, inputs, long)).toThrow(`node 0 has ${tensors[0]!.length + 1} bytes`)
  })
})
