import { createExecutor } from '@assay/executor'
import { elementCount, interpret, type Model, type OpName, readElement, validateProgram } from '@assay/program'
import { commitModel, commitTrace, proveElement, type TraceCommitment } from '@assay/proof'
import { judgeClaim, type SeededRandom, seededRandom, serveStep, tamperTrace } from '@assay/proof/testing'
import { stepVerifierAbi } from '@assay/protocol'
import { depositStake, proveFraud, readMinimumLock, readModel, readTask, registerModel } from '@assay/sdk'
import { decodeFunctionResult } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleInputs } from '../../packages/executor/src/sampleInputs.ts'
import { type LocalChain, startLocalChain } from '../support/localChain.ts'
import { type CallOutcome, callMany, type ReadOnlyCall } from './callMany.ts'
import { hostilePrograms } from './hostilePrograms.ts'
import { oneOff } from './oneOff.ts'
import { report } from './report.ts'
import { stepCall } from './stepCall.ts'
import { submitResults } from './submitResults.ts'

const INPUTS = ['all 0', 'all 255', 'saturating', 'random'] as const
const ELEMENTS_OF_A_NODE = 8

describe('A hostile program', () => {
  const random = seededRandom(0xbad)
  const counts = new Map<OpName, { op: OpName; right: number; lies: number }>()
  const gas: { readonly program: string; readonly used: number; readonly bound: number }[] = []
  let local: LocalChain
  beforeAll(async () => {
    local = await startLocalChain()
    const stake = 10n ** 18n * 20_000n
    await local.stakeTokens('liar', stake)
    await depositStake(await local.as('liar'), stake)
  })
  afterAll(async () => {
    await local?.stop()
    await report('Hostile programs', [...counts.values()])
    await report('Hostile programs - gas of a conviction', gas)
  })

  const count = (op: OpName, what: 'right' | 'lies') => {
    const entry = counts.get(op) ?? { op, right: 0, lies: 0 }
    counts.set(op, entry)
    entry[what]++
  }

  test.each(Object.entries(hostilePrograms))(
    'convicts liars and nobody else: %s',
    { timeout: 2_400_000 },
    async (name, build) => {
      const model = build()
      validateProgram(model.program)
      const commitment = commitModel(model)
      const { modelId } = await registerModel(await local.as('author'), commitment)
      const { stepVerifier } = local.deployment.contracts
      const { nodes } = model.program

      const honest = await honestTraces(model, random)
      const right: { readonly call: ReadOnlyCall; readonly expected: CallOutcome }[] = []
      for (const trace of honest) {
        for (const [at, { op, dtype, shape }] of nodes.entries()) {
          for (const element of someElements(elementCount(shape), random)) {
            const value = BigInt(readElement(trace.tensors[at]!, dtype, element))
            right.push({
              call: stepCall(stepVerifier, commitment, trace, proveElement(commitment, trace, at, element)),
              expected: {
                kind: 'reverted',
                name: 'ElementIsRight',
                args: { node: BigInt(at), element: BigInt(element), value },
              },
            })
            count(op, 'right')
          }
        }
      }
      expect(await judged(right.map(({ call }) => call))).toEqual(right.map(({ expected }) => expected))

      const lies = nodes.map((node, at) => {
        const trace = honest[at % honest.length]!
        const element = random.int(0, elementCount(node.shape) - 1)
        const lie = oneOff(node, at, element, trace.tensors[at]!, random)
        const tampered = tamperTrace(commitment, trace, lie, { downstream: 'kept' })
        const { step } = judgeClaim(commitment, trace, tampered, (asked) => serveStep(tampered, asked))
        if (step.kind !== 'prove') throw new TypeError(`the lie was found to be ${step.kind}`)
        count(node.op, 'lies')
        return { at, element, value: BigInt(lie.value), tampered, step }
      })
      const found = await judged(
        lies.map(({ tampered, step }) => stepCall(stepVerifier, commitment, tampered, step.proof)),
      )
      for (const [i, { at, element, value, step }] of lies.entries()) {
        expect(fraudOf(found[i]!), `lie ${value} at node ${at}, element ${element}`).toEqual({
          ...{ kind: 1, node: BigInt(at), element: BigInt(element), committed: value, recomputed: step.recomputed },
        })
      }

      const { tampered, step } = random.pick(lies)
      const watchtower = await local.as('watchtower', { pollMs: 15 })
      const lock = await readMinimumLock(watchtower, modelId)
      const [taskId] = await submitResults(local, [tampered], { modelId, lock, provider: 'liar' })
      const { receipt } = await proveFraud(watchtower, taskId!, step.proof)
      expect((await readTask(watchtower, taskId!)).state).toBe('Refuted')
      const { worstGas } = await readModel(watchtower, modelId)
      gas.push({ program: name, used: Number(receipt.gasUsed), bound: Number(worstGas) })
      expect(receipt.gasUsed, 'gas, within what the registry computed').toBeLessThanOrEqual(worstGas)
    },
  )

  const judged = (calls: readonly ReadOnlyCall[]): Promise<CallOutcome[]> => callMany(local.chain.rpcUrl, calls)

  /** The executor's, which are the interpreter's. */
  async function honestTraces(model: Model, random: SeededRandom): Promise<TraceCommitment[]> {
    const commitment = commitModel(model)
    const executor = await createExecutor(model)
    const traces: TraceCommitment[] = []
    for (const kind of INPUTS) {
      const inputs = sampleInputs(model.program.inputs, kind, random.int(1, 2 ** 20))
      const executed = await executor.run(inputs)
      for (const [at, tensor] of interpret(model, inputs).entries())
        expect(Buffer.compare(tensor, executed[at]!), `${kind}, node ${at}: executor and interpreter`).toBe(0)
      traces.push(commitTrace(commitment, inputs, executed))
    }
    await executor.close()
    return traces
  }
})

/** The first, the last, and some between; all where there are few. */
function someElements(count: number, random: SeededRandom): readonly number[] {
  if (count <= ELEMENTS_OF_A_NODE) return [...Array(count).keys()]
  const between = Array.from({ length: ELEMENTS_OF_A_NODE - 2 }, () => random.int(1, count - 2))
  return [...new Set([0, ...between, count - 1])]
}

function fraudOf(outcome: CallOutcome) {
  if (outcome.kind !== 'returned') return outcome
  return decodeFunctionResult({ abi: stepVerifierAbi, functionName: 'verify', data: outcome.data })
}
