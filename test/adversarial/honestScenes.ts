import { createExecutor } from '@assay/executor'
import { type Model, type Node, tensorBytes } from '@assay/program'
import { commitModel, commitTrace, type ModelCommitment, type TraceCommitment } from '@assay/proof'
import { judgeClaim, type Lie, type SeededRandom, serveStep, tamperTrace } from '@assay/proof/testing'
import { depositStake, readMinimumLock, registerModel } from '@assay/sdk'
import type { Hex } from 'viem'
import { type DigitsWorld, startDigitsWorld } from './digitsWorld.ts'
import type { Conviction, Scene } from './Scene.ts'
import { submitResults } from './submitResults.ts'
import { twinsModel } from './twinsModel.ts'

const DIGITS = [3, 2, 1, 18, 4, 8]
const LIES_EACH = 8

/** Honest results on chain, of the digit model and of one whose tensors are easily confused. */
export async function startHonestScenes(
  random: SeededRandom,
): Promise<{ readonly world: DigitsWorld; readonly scenes: readonly Scene[] }> {
  const world = await startDigitsWorld()
  try {
    return { world, scenes: await scenesIn(world, random) }
  } catch (error) {
    await world.stop()
    throw error
  }
}

async function scenesIn(world: DigitsWorld, random: SeededRandom): Promise<readonly Scene[]> {
  const honest = await world.traces(DIGITS)
  const digits = sceneOf('digits', world.commitment, honest, await world.submit('provider', honest), random)

  const { local } = world
  const model = twinsModel()
  const commitment = commitModel(model)
  const { modelId } = await registerModel(await local.as('author'), commitment)
  const lock = await readMinimumLock(await local.as('client'), modelId)
  const executor = await createExecutor(model)
  const traces: TraceCommitment[] = []
  try {
    for (let i = 0; i < 4; i++) {
      const inputs = model.program.inputs.map((type) => random.bytes(tensorBytes(type)))
      traces.push(commitTrace(commitment, inputs, await executor.run(inputs)))
    }
  } finally {
    await executor.close()
  }
  await depositStake(await local.as('provider'), lock * 8n).catch(() => undefined)
  const taskIds = await submitResults(local, traces, { modelId, lock, provider: 'provider' })
  return [digits, sceneOf('twins', commitment, traces, taskIds, random)]
}

function sceneOf(
  name: string,
  model: ModelCommitment,
  honest: readonly TraceCommitment[],
  taskIds: readonly Hex[],
  random: SeededRandom,
): Scene {
  const convicting = honest.flatMap((trace, about) =>
    Array.from({ length: LIES_EACH }, (_, i) =>
      convictionOf(model, trace, about, someLie(model, trace, i, random), random),
    ),
  )
  return { name, model, honest, taskIds, convicting, siblings: siblingsOf(model) }
}

function someLie(model: ModelCommitment, trace: TraceCommitment, i: number, random: SeededRandom): Lie {
  const { nodes } = model.program
  if (i === 0) return { what: 'outputRoot', value: random.bytes(32) }
  if (i === 1) return { what: 'item', index: nodes.length, value: random.bytes(32) }
  const node = random.int(0, nodes.length - 1)
  const { depth, chunkSize } = trace.nodeTrees[node]!
  const end = i === 2 ? 2 ** depth * chunkSize : tensorBytes(nodes[node]!)
  const offset = i === 2 ? end - 1 : random.int(0, end - 1)
  return { what: 'byte', node, offset, xor: random.int(1, 255) }
}

function convictionOf(
  model: ModelCommitment,
  honest: TraceCommitment,
  about: number,
  lie: Lie,
  random: SeededRandom,
): Conviction {
  const trace = tamperTrace(model, honest, lie, { downstream: random.pick(['kept', 'recomputed']) })
  const { step } = judgeClaim(model, honest, trace, (asked) => serveStep(trace, asked))
  if (step.kind !== 'prove') throw new TypeError(`a lie was found to be ${step.kind}`)
  return { about, trace, proof: step.proof }
}

/** The same program with every weight's lowest bit changed, and with each zero point of an output moved. */
function siblingsOf({ program, constants }: ModelCommitment): ModelCommitment[] {
  const weights: Model = { program, constants: constants.map((bytes) => bytes.map((byte) => byte ^ 1)) }
  const moved = (node: Node): Node => {
    const { zeroY } = node.attributes
    return zeroY === undefined
      ? node
      : { ...node, attributes: { ...node.attributes, zeroY: zeroY === 0 ? 1 : zeroY - 1 } }
  }
  const attributes: Model = { program: { ...program, nodes: program.nodes.map(moved) }, constants }
  return [commitModel(weights), commitModel(attributes)]
}
