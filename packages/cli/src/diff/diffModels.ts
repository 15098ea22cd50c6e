import type { ModelIo, QualityReport } from '@assay/importer'
import { type Node, ops } from '@assay/program'
import type { LoadedModel } from '../model/LoadedModel.ts'
import { noiseByNode } from '../report/noiseByNode.ts'
import { alignNodes } from './alignNodes.ts'
import { diffConstant } from './diffConstant.ts'
import { diffFields } from './diffFields.ts'
import type { Change, ConstantDiff, DiffSide, ModelDiff, NodeDiff, NodeName } from './ModelDiff.ts'

/** Decibels by which a tensor's signal to noise must change to be worth a line. */
const NOISE_STEP_DB = 0.5

type Side = Pick<LoadedModel, 'from' | 'name' | 'modelId' | 'model' | 'io' | 'report'>

const sideOf = ({ from, name, modelId, model }: Side): DiffSide => ({
  ...{ from, name, modelId },
  nodes: model.program.nodes.length,
  constants: model.constants.length,
  constantBytes: model.constants.reduce((sum, { length }) => sum + length, 0),
})

const namesOf = ({ report, model }: Side): string[] | undefined =>
  report?.nodes.length === model.program.nodes.length ? report.nodes.map(({ name }) => name) : undefined

const tensorOf = ({ dtype, shape }: Pick<Node, 'dtype' | 'shape'>): string => `${dtype} ${shape.join('x')}`

const ioFields = (io: ModelIo): Record<string, string | number> =>
  Object.fromEntries(
    (['inputs', 'outputs'] as const).flatMap((which) =>
      io[which].flatMap(({ name, shape, order, integer, dtype, scale, zero }, i) =>
        Object.entries({ name, shape: shape.join('x'), order, integer: String(integer), dtype, scale, zero }).map(
          ([field, value]) => [`${which}[${i}].${field}`, value],
        ),
      ),
    ),
  )

const qualityFields = (report: QualityReport): Record<string, string | number | undefined> => {
  const { evaluation, cost } = report
  return {
    reference: report.reference,
    'measured on': evaluation.set,
    samples: evaluation.samples,
    'same answer': evaluation.agreement ?? undefined,
    'mean error': evaluation.meanError ?? undefined,
    'largest error': evaluation.maxError ?? undefined,
    'right answers': evaluation.accuracy?.program,
    'worst gas': cost?.worstGas,
    'worst proof bytes': cost?.worstBytes,
  }
}

const noiseChanges = (a: QualityReport, b: QualityReport, pairs: readonly (readonly [number, number])[]): Change[] => {
  const [noiseA, noiseB] = [noiseByNode(a), noiseByNode(b)]
  const text = (noise: (typeof noiseA)[number]) =>
    noise === undefined ? undefined : noise.exact ? 'exact' : noise.snrDb
  return pairs.flatMap(([i, j]) => {
    const [before, after] = [text(noiseA[i]), text(noiseB[j])]
    const near = typeof before === 'number' && typeof after === 'number' && Math.abs(before - after) < NOISE_STEP_DB
    return near || before === after ? [] : [{ field: `dB of node ${i} ${a.nodes[i]?.name ?? ''}`, a: before, b: after }]
  })
}

/** Compares two compiled models: nodes by name, with their attributes, shapes, operands and constants, inputs, and reports. */
export const diffModels = (a: Side, b: Side): ModelDiff => {
  const [namesA, namesB] = [namesOf(a), namesOf(b)]
  const [programA, programB] = [a.model.program, b.model.program]
  const pairs = alignNodes(programA, programB, namesA, namesB)
  const inB = new Map(pairs)
  const inA = new Set(pairs.map(([, j]) => j))
  const nameOf = (side: Side, names: readonly string[] | undefined, index: number): NodeName => {
    const node = side.model.program.nodes[index]!
    return { index, op: node.op, name: names?.[index] ?? '', tensor: tensorOf(node) }
  }
  const totals = { compared: 0, differing: 0 }

  const changed = pairs.flatMap(([i, j]): NodeDiff[] => {
    const [nodeA, nodeB] = [programA.nodes[i]!, programB.nodes[j]!]
    const changes: Change[] = [
      ...diffFields({ op: nodeA.op, tensor: tensorOf(nodeA) }, { op: nodeB.op, tensor: tensorOf(nodeB) }),
      ...diffFields(nodeA.attributes, nodeB.attributes),
    ]
    const constants: ConstantDiff[] = []
    for (let k = 0; k < Math.max(nodeA.operands.length, nodeB.operands.length); k++) {
      const [x, y] = [nodeA.operands[k], nodeB.operands[k]]
      const operand = ops[nodeA.op].operands[k] ?? `operand ${k}`
      const sourceText = (from: typeof x) => (from === undefined ? undefined : `${from.source} ${from.index}`)
      const sameSource =
        x?.source === y?.source &&
        (x?.source === 'constant' || (x?.source === 'node' ? inB.get(x.index) === y?.index : x?.index === y?.index))
      if (!sameSource) changes.push({ field: `${operand} reads`, a: sourceText(x), b: sourceText(y) })
      if (x === undefined || y === undefined) continue
      if (tensorOf(x) !== tensorOf(y)) changes.push({ field: `${operand} is`, a: tensorOf(x), b: tensorOf(y) })
      if (x.source !== 'constant' || y.source !== 'constant') continue
      const [bytesA, bytesB] = [a.model.constants[x.index]!, b.model.constants[y.index]!]
      if (x.dtype !== y.dtype || bytesA.length !== bytesB.length) continue
      const diff = diffConstant(bytesA, bytesB, x.dtype)
      totals.compared++
      if (diff.differing === 0) continue
      totals.differing++
      constants.push({ operand, a: x.index, b: y.index, dtype: x.dtype, ...diff })
    }
    return changes.length + constants.length === 0
      ? []
      : [{ a: nameOf(a, namesA, i), b: nameOf(b, namesB, j), changes, constants }]
  })

  const chunks = ({ constantChunkLog2, activationChunkLog2 }: typeof programA) => ({
    'constant chunk': 2 ** constantChunkLog2,
    'activation chunk': 2 ** activationChunkLog2,
  })
  const without = (side: Side, names: readonly string[] | undefined, has: (index: number) => boolean) =>
    side.model.program.nodes.flatMap((_, index) => (has(index) ? [] : [nameOf(side, names, index)]))
  return {
    same: a.modelId.toLowerCase() === b.modelId.toLowerCase(),
    a: sideOf(a),
    b: sideOf(b),
    program: diffFields(chunks(programA), chunks(programB)),
    io: diffFields(ioFields(a.io), ioFields(b.io)),
    onlyA: without(a, namesA, (index) => inB.has(index)),
    onlyB: without(b, namesB, (index) => inA.has(index)),
    changed,
    unchanged: pairs.length - changed.length,
    constants: totals,
    quality:
      a.report === undefined || b.report === undefined
        ? []
        : [...diffFields(qualityFields(a.report), qualityFields(b.report)), ...noiseChanges(a.report, b.report, pairs)],
  }
}
