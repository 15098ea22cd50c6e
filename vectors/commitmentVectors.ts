import { encodeProgram, interpret, type Model } from '@assay/program'
import { chunkTree, commitModel, commitTrace, innerHash, joinBytes, leafHash, listTree, toHex } from '@assay/proof'
import { ModelBuilder, randomInputs, randomModel, seededRandom } from '@assay/proof/testing'
import { columns } from './columns.ts'

/** Every kind of commitment of docs/format.md, at sizes around its edges. Parallel arrays, one entry per case. */
export function commitmentVectors(): Readonly<Record<string, unknown>> {
  const random = seededRandom(0xc0)
  const hash = () => random.bytes(32)

  const leaf = [0, 1, 32, 63, 64, 255, 256, 1024, 8192].map((length) => {
    const chunk = random.bytes(length)
    return { chunk: toHex(chunk), hash: toHex(leafHash(chunk)) }
  })

  const inner = [1, 2, 3].map(() => {
    const [left, right] = [hash(), hash()]
    return { left: toHex(left), right: toHex(right), hash: toHex(innerHash(left, right)) }
  })

  const list = [0, 1, 2, 3, 4, 5, 8, 9, 17].map((length) => {
    const items = Array.from({ length }, hash)
    const tree = listTree(items)
    return { items: items.map(toHex), depth: tree.depth, root: toHex(tree.root) }
  })

  const path = [1, 2, 3, 6].flatMap((length) => {
    const tree = listTree(Array.from({ length }, hash))
    // the last position is padding wherever there is any
    return [0, length - 1, 2 ** tree.depth - 1].map((index) => ({
      item: toHex(tree.hash(0, index)),
      index,
      depth: tree.depth,
      siblings: toHex(tree.path(index)),
      root: toHex(tree.root),
    }))
  })

  const sizes = [
    [8, [1, 255, 256, 257, 512, 513, 1024, 1025, 2000, 4096]],
    [9, [511, 513, 1537]],
    [10, [1, 1025, 5000]],
    [12, [4097, 8192]],
    [13, [8193]],
  ] as const
  const tensors = sizes.flatMap(([chunkLog2, lengths]) =>
    lengths.map((length) => {
      const bytes = random.bytes(length)
      return { bytes, chunkLog2, tree: chunkTree(bytes, chunkLog2) }
    }),
  )
  const tensor = tensors.map(({ bytes, chunkLog2, tree }) => ({
    bytes: toHex(bytes),
    chunkLog2,
    depth: tree.depth,
    root: toHex(tree.root),
  }))

  const multiproof = tensors
    .filter(({ chunkLog2 }) => chunkLog2 < 11)
    .flatMap(({ chunkLog2, tree }) => {
      const all = Array.from({ length: tree.count }, (_, index) => index)
      const some = all.filter(() => random.int(0, 1) === 1)
      const choices = [all, [tree.count - 1], [2 ** tree.depth - 1], all.filter((index) => index % 2 === 0), some]
      return choices
        .filter((indices) => indices.length > 0)
        .map((indices) => ({
          chunkLog2,
          depth: tree.depth,
          indices,
          chunks: toHex(joinBytes(indices.map((index) => tree.chunk(index)))),
          siblings: toHex(tree.multiproof(indices)),
          root: toHex(tree.root),
        }))
    })

  const models = [withoutConstants(), ...Array.from({ length: 5 }, () => randomModel(random))]
  const model = models.map((one) => {
    const { descriptorTree, programRoot, constantsRoot, modelId, header } = commitModel(one)
    return {
      program: toHex(encodeProgram(one.program)),
      constants: one.constants.map(toHex),
      header: toHex(header),
      descriptorRoot: toHex(descriptorTree.root),
      programRoot: toHex(programRoot),
      constantsRoot: toHex(constantsRoot),
      modelId: toHex(modelId),
    }
  })
  const trace = models.map((one) => {
    const committed = commitModel(one)
    const inputs = randomInputs(random, one)
    const {
      inputRoot,
      nodesRoot,
      outputRoot,
      traceRoot,
      tensors: nodes,
    } = commitTrace(committed, inputs, interpret(one, inputs))
    return {
      modelId: toHex(committed.modelId),
      activationChunkLog2: one.program.activationChunkLog2,
      inputs: inputs.map(toHex),
      nodes: nodes.map(toHex),
      inputRoot: toHex(inputRoot),
      nodesRoot: toHex(nodesRoot),
      outputRoot: toHex(outputRoot),
      traceRoot: toHex(traceRoot),
    }
  })

  return {
    leaf: columns(leaf),
    inner: columns(inner),
    list: columns(list),
    path: columns(path),
    tensor: columns(tensor),
    multiproof: columns(multiproof),
    model: columns(model),
    trace: columns(trace),
  }
}

function withoutConstants(): Model {
  const builder = new ModelBuilder()
  const x = builder.input('u8', [1, 4, 5, 3])
  builder.node('reduce_sum', 'i32', [1, 1, 5, 3], [x], { axis: 1, zeroX: 7 })
  return builder.build(8, 8)
}
