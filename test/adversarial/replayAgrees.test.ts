import { elementCount, interpret, type Model, type Operand } from '@assay/program'
import {
  commitModel,
  commitTrace,
  encodeReplay,
  estimateReplayGas,
  fitsReplay,
  type ModelCommitment,
  type TraceCommitment,
  toHex,
} from '@assay/proof'
import {
  ModelBuilder,
  randomInputs,
  randomModel,
  type SeededRandom,
  seededRandom,
  tamperTrace,
} from '@assay/proof/testing'
import { concat, type Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalChain, startLocalChain } from '../support/localChain.ts'
import { type CallOutcome, callMany, type ReadOnlyCall } from './callMany.ts'
import { replayCall } from './replayCall.ts'
import { report } from './report.ts'

const MODELS = 100
const CHANGES_OF_EACH = 3

interface Attempt {
  readonly call: ReadOnlyCall
  readonly expected: Partial<CallOutcome>
}

/** Two layers of random weights. */
function perceptron(random: SeededRandom, pixels: number, hidden: number, classes: number): Model {
  const builder = new ModelBuilder()
  const layer = (x: Operand, outputs: number) =>
    builder.node(
      'matmul',
      'u8',
      [1, 1, 1, outputs],
      [
        x,
        builder.constant('i8', [1, 1, outputs, x.shape[3]], random.bytes(outputs * x.shape[3])),
        builder.ints(Array.from({ length: outputs }, () => random.int(-2000, 2000))),
        builder.floats(Array.from({ length: outputs }, () => 0.001)),
      ],
      { zeroX: 0, zeroW: 0, zeroY: 100, low: 0, high: 255 },
    )
  layer(layer(builder.input('u8', [1, 1, 1, pixels]), hidden), classes)
  return builder.build(8, 8)
}

/** A model of any ops and constants that fits a transaction, and its honest run on any input. */
function randomRun(random: SeededRandom): { model: Model; commitment: ModelCommitment; run: TraceCommitment } {
  for (;;) {
    const model = randomModel(random)
    if (!fitsReplay(model.program)) continue
    const commitment = commitModel(model)
    const inputs = randomInputs(random, model)
    return { model, commitment, run: commitTrace(commitment, inputs, interpret(model, inputs)) }
  }
}

describe('A whole program run on chain', () => {
  const random = seededRandom(0x4e91a7)
  let local: LocalChain
  beforeAll(async () => {
    local = await startLocalChain()
  })
  afterAll(() => local?.stop())

  test('gives the roots of the honest run and refuses any other, for random models and inputs', async () => {
    const to = local.deployment.contracts.stepVerifier
    const attempts: Attempt[] = []
    const ops = new Map<string, number>()
    for (let i = 0; i < MODELS; i++) {
      const { model, commitment, run } = randomRun(random)
      for (const { op } of model.program.nodes) ops.set(op, (ops.get(op) ?? 0) + 1)
      const call = (trace: Uint8Array) => replayCall(to, commitment, run, trace)
      const trace = encodeReplay(commitment, run)
      attempts.push({ call: call(trace), expected: rootsOf(run) })

      // a liar whose later tensors follow from its lie
      const node = random.int(0, model.program.nodes.length - 1)
      const { shape } = model.program.nodes[node]!
      const offset = random.int(0, run.tensors[node]!.length - 1)
      const lie = tamperTrace(
        commitment,
        run,
        { what: 'byte', node, offset, xor: random.int(1, 255) },
        { downstream: 'recomputed' },
      )
      const element = Math.floor((offset * elementCount(shape)) / run.tensors[node]!.length)
      const where = expect.objectContaining({ node: BigInt(node), element: BigInt(element) })
      const expected = expect.objectContaining({ kind: 'reverted', name: 'WrongElement', args: where })
      attempts.push({ call: call(encodeReplay(commitment, lie)), expected })

      const inputRoot = random.bytes(32)
      attempts.push({ call: replayCall(to, commitment, { ...run, inputRoot }, trace), expected: refused('WrongRoot') })

      for (let j = 0; j < CHANGES_OF_EACH; j++) {
        const changed = Uint8Array.from(trace)
        changed[random.int(8, trace.length - 1)]! ^= random.int(1, 255)
        attempts.push({ call: call(changed), expected: { kind: 'reverted' } })
      }
    }
    const outcomes = await callMany(
      local.chain.rpcUrl,
      attempts.map(({ call }) => call),
    )
    for (const [i, outcome] of outcomes.entries()) expect(outcome, `attempt ${i}`).toMatchObject(attempts[i]!.expected)
    await report('Replay agrees', [
      { what: 'random programs run whole by the EVM, roots as the interpreter has them', count: MODELS },
      { what: 'consistent lies, other inputs and changed bytes refused', count: attempts.length - MODELS },
      ...[...ops].sort().map(([op, count]) => ({ what: `nodes: ${op}`, count })),
    ])
  })

  test('may read a digit of 28 x 28 pixels: a perceptron of 150 hidden neurons fits a transaction', async () => {
    const model = perceptron(random, 784, 150, 10)
    expect(fitsReplay(model.program)).toBe(true)
    const commitment = commitModel(model)
    const inputs = randomInputs(random, model)
    const run = commitTrace(commitment, inputs, interpret(model, inputs))
    const { to, data } = replayCall(
      local.deployment.contracts.stepVerifier,
      commitment,
      run,
      encodeReplay(commitment, run),
    )
    const [outcome] = await callMany(local.chain.rpcUrl, [{ to, data }])
    expect(outcome).toEqual(rootsOf(run))
    const { publicClient } = await local.as('stranger')
    const gas = await publicClient.estimateGas({ to, data })
    await report('Replay of a perceptron 784-150-10', [{ what: 'gas, calldata included', count: Number(gas) }])
    expect(Number(gas)).toBeLessThan(estimateReplayGas(model.program).gas)
  })
})

function rootsOf({ nodesRoot, outputRoot }: TraceCommitment): CallOutcome {
  return { kind: 'returned', data: concat([toHex(nodesRoot), toHex(outputRoot)]) as Hex }
}

function refused(name: string): Attempt['expected'] {
  return expect.objectContaining({ kind: 'reverted', name })
}
