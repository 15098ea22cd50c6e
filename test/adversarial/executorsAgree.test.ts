import { byteSize, elementCount, interpret, readElement } from '@assay/program'
import { commitTrace, proveElement } from '@assay/proof'
import { seededRandom } from '@assay/proof/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CallOutcome, callMany, type ReadOnlyCall } from './callMany.ts'
import { type DigitsWorld, startDigitsWorld } from './digitsWorld.ts'
import { report } from './report.ts'
import { stepCall } from './stepCall.ts'

const DIGITS = 1_000
const ELEMENTS_OF_EACH = 3
const AT_A_TIME = 50

describe('On the first 1,000 test digits', () => {
  const random = seededRandom(0xa61ee)
  let world: DigitsWorld
  beforeAll(async () => {
    world = await startDigitsWorld()
  })
  afterAll(() => world?.stop())

  test('interpreter, ONNX Runtime and EVM compute the same bytes', { timeout: 2_400_000 }, async () => {
    const { model, commitment, executor, digits, local } = world
    const { nodes } = model.program
    const to = local.deployment.contracts.stepVerifier
    const checked = nodes.map(() => 0)
    let right = 0
    let tensors = 0
    // the chain judges one batch while the interpreter computes the next
    let judging: readonly [found: Promise<CallOutcome[]>, expected: readonly CallOutcome[]] | undefined
    const judged = async () => {
      if (judging !== undefined) expect(await judging[0]).toEqual(judging[1])
    }
    for (let first = 0; first < DIGITS; first += AT_A_TIME) {
      const calls: { readonly call: ReadOnlyCall; readonly expected: CallOutcome }[] = []
      for (let at = first; at < first + AT_A_TIME; at++) {
        const { pixels, label } = digits[at]!
        const interpreted = interpret(model, [pixels])
        const executed = await executor.run([pixels])
        const different = nodes.findIndex((_, node) => Buffer.compare(interpreted[node]!, executed[node]!) !== 0)
        expect(different, `digit ${at}: first node that differs`).toBe(-1)
        tensors += executed.length
        const output = executed.at(-1)!
        if (output.indexOf(Math.max(...output)) === label) right++

        const trace = commitTrace(commitment, [pixels], interpreted)
        for (let i = 0; i < ELEMENTS_OF_EACH; i++) {
          const node = (at * ELEMENTS_OF_EACH + i) % nodes.length
          const { dtype, shape } = nodes[node]!
          const element = random.int(0, elementCount(shape) - 1)
          const value = readElement(interpreted[node]!, dtype, element)
          const args = { node: BigInt(node), element: BigInt(element), value: BigInt(value) }
          calls.push({
            call: stepCall(to, commitment, trace, proveElement(commitment, trace, node, element)),
            expected: { kind: 'reverted', name: 'ElementIsRight', args },
          })
          checked[node]!++
        }
      }
      await judged()
      const asked = calls.map(({ call }) => call)
      judging = [callMany(local.chain.rpcUrl, asked), calls.map(({ expected }) => expected)]
    }
    await judged()

    await report('Executors agree', [
      { what: 'digits, interpreter and ONNX Runtime equal in every byte', count: DIGITS },
      { what: 'tensors compared', count: tensors },
      {
        what: `bytes compared`,
        count: DIGITS * nodes.reduce((sum, n) => sum + elementCount(n.shape) * byteSize(n.dtype), 0),
      },
      ...nodes.map(({ op }, at) => ({ what: `elements recomputed by the EVM: node ${at} ${op}`, count: checked[at]! })),
      { what: 'digits classified right', count: right },
    ])
    expect(Math.min(...checked), 'elements of every node').toBeGreaterThanOrEqual(DIGITS / 10)
    expect(right / DIGITS, 'accuracy').toBeGreaterThan(0.97)
  })
})
