import { interpret } from '@assay/program'
import { expect, test } from 'vitest'
import { assembleExecutor } from './assembleExecutor.ts'
import { RuntimeFailureError, SelfTestError } from './errors.ts'
import type { KernelMode, Lowering } from './Lowering.ts'
import { lowerings } from './lowerings.ts'
import { sampleInputs } from './sampleInputs.ts'
import { digitModel } from './testing/digitModel.ts'

const model = digitModel()

/** The right value, then one more wherever that does not saturate: off by one in a single mode, or in all. */
function offByOne(right: Lowering, wrongModes: readonly KernelMode[]): Lowering {
  return (context, node, operands) => {
    const { graph, mode } = context
    const value = right(context, node, operands)
    if (!wrongModes.includes(mode)) return value
    const wide = graph.add('Cast', [value], { to: 6 })
    const more = graph.add('Add', [wide, graph.scalar('i32', 1)])
    return graph.add('Cast', [graph.add('Min', [more, graph.scalar('i32', 255)])], { to: 2 })
  }
}

test('a kernel that is wrong for u8 x s8 makes it fall back to u8 x u8, which is right', async () => {
  const broken = { ...lowerings, conv2d: offByOne(lowerings.conv2d, ['u8s8']) }
  const executor = await assembleExecutor(model, {}, broken)
  expect(executor.mode).toBe('u8u8')
  expect(executor.selfTest.rejected).toMatchObject([{ mode: 'u8s8', node: 0, op: 'conv2d' }])
  const inputs = sampleInputs(model.program.inputs, 'random', 2)
  expect(Buffer.concat(await executor.run(inputs)).equals(Buffer.concat(interpret(model, inputs)))).toBe(true)
  await executor.close()
})

test('it does not fall back when told which mode to use', async () => {
  const broken = { ...lowerings, conv2d: offByOne(lowerings.conv2d, ['u8s8']) }
  await expect(assembleExecutor(model, { fallback: 'u8s8' }, broken)).rejects.toBeInstanceOf(SelfTestError)
})

test('a lowering that is wrong in both modes is refused, with the node, the element and both values', async () => {
  const broken = { ...lowerings, matmul: offByOne(lowerings.matmul, ['u8s8', 'u8u8']) }
  const failure = await assembleExecutor(model, {}, broken).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(SelfTestError)
  const { disagreements, message } = failure as SelfTestError
  expect(disagreements.map(({ mode, node, op }) => ({ mode, node, op }))).toEqual([
    { mode: 'u8s8', node: 6, op: 'matmul' },
    { mode: 'u8u8', node: 6, op: 'matmul' },
  ])
  for (const { executed, expected } of disagreements) expect(executed).toBe(expected + 1)
  expect(message).toMatch(
    /u8u8: node 6 \(matmul\), element \d+, on inputs all 255, each node by itself: executed \d+, expected \d+/,
  )
})

test('a kernel that saturates 16-bit sums of pairs is caught although the program itself hardly reaches them', async () => {
  const saturating: Lowering = (context, node, operands) => {
    const right = lowerings.matmul(context, node, operands)
    if (context.mode === 'u8u8') return right
    const { graph } = context
    const brightest = graph.add('ReduceMax', [graph.add('Cast', [operands[0]!.value()], { to: 6 })], { keepdims: 1 })
    const isExtreme = graph.add('Equal', [brightest, graph.scalar('i32', 255)])
    const zero = graph.add(
      'Cast',
      [graph.add('Mul', [graph.add('Cast', [right], { to: 6 }), graph.scalar('i32', 0)])],
      { to: 2 },
    )
    return graph.add('Where', [isExtreme, zero, right])
  }
  const executor = await assembleExecutor(model, {}, { ...lowerings, matmul: saturating })
  expect(executor.mode).toBe('u8u8')
  expect(executor.selfTest.rejected[0]!.inputs).toContain('each node by itself')
  await executor.close()
})

test('a graph that ONNX Runtime refuses is a typed failure', async () => {
  const broken = {
    ...lowerings,
    lookup: lowerings.lookup,
    matmul: (({ graph }) => graph.add('NoSuchOperator', [])) as Lowering,
  }
  const failure = await assembleExecutor(model, {}, broken).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(RuntimeFailureError)
  expect((failure as Error).message).toContain('NoSuchOperator')
})
