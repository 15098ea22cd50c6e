import { encodeProgram, interpret, type Model, type Program, type Shape, validateProgram } from '@assay/program'
import {
  commitModel,
  commitTrace,
  encodeAnswer,
  encodePosition,
  encodeRequest,
  isRevealing,
  LIST,
  levels,
  type Position,
  positionsOf,
  revealing,
  toHex,
  treesAt,
  worstOpeningGas,
  ZERO_HASH,
} from '@assay/proof'
import { ModelBuilder, randomInputs, type SeededRandom, seededRandom } from '@assay/proof/testing'
import { columns } from './columns.ts'

/** Every position of honest results of small seeded programs: its request, and the one answer. Parallel arrays, one entry per case. */
export function openingVectors(): Readonly<Record<string, unknown>> {
  const rows = Array.from({ length: 6 }, (_, seed) => ofModel(smallModel(seededRandom(4096 + seed)), seed))
  return columns([...rows.flat(), ...ofModel(deepModel(), rows.length, isOfLastPart)])
}

/** What the deepest openings of a program cost, all together. */
export function openingCostVectors(): Readonly<Record<string, unknown>> {
  const drawn = Array.from({ length: 12 }, (_, seed) => smallModel(seededRandom(seed)).program)
  const [first] = drawn
  const table = { dtype: 'u8', shape: [1, 1, 1, 256] } as const
  const programs: readonly Program[] = [
    ...drawn,
    // lists and tensors of more than one part
    { ...first!, constants: Array.from({ length: 1025 }, () => table) },
    { ...first!, constants: Array.from({ length: 1024 }, () => table) },
    { ...first!, inputs: [{ dtype: 'i32', shape: [1, 1, 1, 1 << 17] }] },
    { ...first!, constants: [table, { dtype: 'f32', shape: [1, 1, 4, 1 << 22] }] },
  ]
  return columns(
    programs.map((program) => ({ program: toHex(encodeProgram(program)), worstGas: worstOpeningGas(program) })),
  )
}

/** Inputs, constants and one to seven nodes, of one chunk or several. Geometry is all that openings know of a model. */
function smallModel(random: SeededRandom): Model {
  const model = new ModelBuilder()
  const shape = (): Shape => [random.int(1, 2), random.int(1, 9), random.int(1, 20), random.int(1, 20)]
  const [x] = Array.from({ length: random.int(1, 3) }, () => model.input('i32', shape()))
  model.floats(Array.from({ length: random.int(1, 300) }, (_, i) => i / 8))
  let last = model.node('requantise', 'u8', x!.shape, [x!], { zeroY: 3, low: 0, high: 255, scaleX: 0.5 })
  for (let nodes = random.int(0, 6); nodes > 0; nodes--) {
    last = model.node('lookup', 'u8', last.shape, [last, model.constant('u8', [1, 1, 1, 256], random.bytes(256))])
  }
  model.node('reduce_sum', 'i32', [...last.shape.slice(0, 3), 1] as unknown as Shape, [last], { axis: 3, zeroX: 7 })
  return model.build(random.int(8, 9), random.int(8, 9))
}

/** Tensors of 1,094 chunks: of two parts. */
function deepModel(): Model {
  const model = new ModelBuilder()
  const x = model.input('u8', [1, 1, 547, 512])
  const table = model.constant('u8', [1, 1, 1, 256], seededRandom(4095).bytes(256))
  model.node('lookup', 'u8', [1, 1, 547, 512], [x, table])
  model.node('lookup', 'u8', [1, 1, 547, 512], [{ ...x, source: 'node', index: 0 }, table])
  return model.build(8, 8)
}

/** Of a deep tensor the parts, the last and short one of them, and its last chunk: the others are many and alike. */
function isOfLastPart({ tensor, level, index }: Position): boolean {
  return tensor === LIST || level === levels.parts || (level === levels.leaves && index === 1) || index === 1093
}

function ofModel(model: Model, seed: number, chosen: (position: Position) => boolean = () => true) {
  validateProgram(model.program)
  const commitment = commitModel(model)
  const inputs = randomInputs(seededRandom(seed), model)
  const honest = commitTrace(commitment, inputs, interpret(model, inputs))
  const row = (position: Position, onDemand: boolean) => ({
    name: `model ${seed}, ${position.tree} ${position.tensor}, level ${position.level}, index ${position.index}`,
    modelId: toHex(commitment.modelId),
    inputRoot: toHex(honest.inputRoot),
    nodesRoot: toHex(onDemand ? ZERO_HASH : honest.nodesRoot),
    outputRoot: toHex(honest.outputRoot),
    position: encodePosition(position).toString(),
    reveals: onDemand && isRevealing(position),
    request: toHex(
      onDemand && isRevealing(position)
        ? encodeRequest(commitment, position)
        : encodeRequest(commitment, position, treesAt(commitment, honest, position)),
    ),
    answer: toHex(encodeAnswer(commitment, honest, position)),
  })
  const trees = ['input', 'constant', 'node'] as const
  const positions = trees.flatMap((tree) => [...positionsOf(model.program, tree)]).filter(chosen)
  return [...positions.map((position) => row(position, false)), row(revealing, true)]
}
