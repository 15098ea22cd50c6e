import { execFileSync } from 'node:child_process'
import { MessageChannel } from 'node:worker_threads'
import { interpret } from '@assay/program'
import { commitModel, commitTrace } from '@assay/proof'
import { afterEach, expect, test } from 'vitest'
import { createExecutor } from '../createExecutor.ts'
import { ExecutorClosedError, HashThreadError } from '../errors.ts'
import { lowerings } from '../lowerings.ts'
import { openSession } from '../openSession.ts'
import { runTrace } from '../runTrace.ts'
import { OrtSession } from '../runtime/OrtSession.ts'
import { sampleInputs } from '../sampleInputs.ts'
import { digitModel } from '../testing/digitModel.ts'
import { SessionHost } from './SessionHost.ts'

const model = digitModel()
const [image] = sampleInputs(model.program.inputs, 'random', 7) as [Uint8Array]
const honest = interpret(model, [image])
const joined = (tensors: readonly Uint8Array[]) => Buffer.concat(tensors).toString('hex')

const hosts: SessionHost[] = []
const newHost = (): SessionHost => {
  const host = new SessionHost()
  hosts.push(host)
  return host
}
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()))
})
const open = (host?: SessionHost) => openSession(model, { mode: 'u8s8', threads: 1, lowerings, host })

test('a hosted executor gives the interpreter’s bytes and roots, several runs at once, and leaves inputs to the caller', async () => {
  const executor = await createExecutor(model, { hosted: true })
  const given = Uint8Array.from(image)
  const runs = await Promise.all(Array.from({ length: 8 }, () => executor.run([given])))
  for (const tensors of runs) expect(joined(tensors)).toBe(joined(honest))
  expect(given).toEqual(image)
  expect(joined([await executor.runOutput([given])])).toBe(joined([honest.at(-1)!]))
  const commitment = commitModel(model)
  const trace = await runTrace(executor, commitment, [given])
  expect(trace.traceRoot).toEqual(commitTrace(commitment, [image], honest).traceRoot)
  expect(joined(trace.tensors), 'lent to be hashed, and back').toBe(joined(honest))
  await executor.close()
  await expect(executor.run([given])).rejects.toThrow(ExecutorClosedError)
  expect(joined(runs[0]!), 'results outlive it').toBe(joined(honest))
})

test('a trace whose executor was closed meanwhile is hashed here: the thread does not start again', async () => {
  const executor = await createExecutor(model, { hosted: true })
  const commitment = commitModel(model)
  const [lent, own] = [honest.map((tensor) => Uint8Array.from(tensor)), honest.map((tensor) => Uint8Array.from(tensor))]
  await executor.hashing!.commit(commitment, [image], lent)
  expect(lent[0], 'handed to the thread').toHaveLength(0)
  await executor.close()
  const trace = await executor.hashing!.commit(commitment, [image], own)
  expect(trace.traceRoot).toEqual(commitTrace(commitment, [image], honest).traceRoot)
  expect(joined(own)).toBe(joined(honest))
})

test('the thread that asks goes on while it runs', async () => {
  const turnsDuring = async (session: Awaited<ReturnType<typeof open>>): Promise<number> => {
    let turns = 0
    let running = true
    const turn = () => {
      if (!running) return
      turns++
      setImmediate(turn)
    }
    setImmediate(turn)
    await Promise.all(Array.from({ length: 50 }, () => session.run([image])))
    running = false
    return turns
  }
  const [here, hosted] = [await open(), await open(newHost())]
  // Runs on this thread are turns of its own: one after the other, nothing between them.
  expect(await turnsDuring(hosted), 'turns of this thread during 50 runs').toBeGreaterThan(await turnsDuring(here))
  await here.close()
})

test('goes on if its thread ended', async () => {
  const host = newHost()
  const session = await open(host)
  await host.close()
  const [first, second] = await Promise.all([session.run([image]), session.run([image])])
  expect([joined(first), joined(second)]).toEqual([joined(honest), joined(honest)])
  await session.close()
})

test('what is asked for while its thread ends is done by the next one', async () => {
  const host = newHost()
  const session = await open(host)
  const turns = [() => undefined, () => Promise.resolve(), () => new Promise(setImmediate)]
  for (const turn of [...turns, ...turns]) {
    const ended = host.close()
    await turn()
    const runs = [session.run([image]), session.run([image])]
    // a second close waits for what runs
    await Promise.all([ended, ...(turn === turns[2] ? [host.close()] : [])])
    for (const run of runs) expect(joined(await run)).toBe(joined(honest))
  }
  await session.close()
})

test('says what ONNX Runtime says, and goes on', async () => {
  const host = newHost()
  await expect(OrtSession.open(new Uint8Array([1, 2, 3]), { threads: 1 }, host.call)).rejects.toThrow(/protobuf/i)
  await expect(host.hash([new ArrayBuffer(8)], -1)).rejects.toThrow(HashThreadError)
  const session = await open(host)
  expect(joined(await session.run([image]))).toBe(joined(honest))
  await session.close()
})

test('a session closed while it runs ends after its runs; inputs may be handed over meanwhile', async () => {
  const session = await open(newHost())
  const given = Array.from({ length: 6 }, () => Uint8Array.from(image))
  const runs = given.map((input) => session.run([input]))
  const { port1, port2 } = new MessageChannel()
  port1.postMessage(
    given,
    given.map(({ buffer }) => buffer),
  )
  for (const port of [port1, port2]) port.close()
  await session.close()
  for (const run of runs) expect(joined(await run)).toBe(joined(honest))
  await expect(session.run([image])).rejects.toThrow('the session is released')
})

test('an exit of the process waits for what runs, instead of aborting', () => {
  const url = (name: string) => JSON.stringify(new URL(name, import.meta.url).href)
  const script = `
    import { Graph } from ${url('../Graph.ts')}
    import { SessionHost } from ${url('./SessionHost.ts')}
    import { bindTensors, OrtSession } from ${url('../runtime/OrtSession.ts')}
    const shape = [512, 512]
    const graph = new Graph()
    const x = { name: graph.input('x', 'f32', shape), dtype: 'f32', shape }
    let name = x.name
    for (let i = 0; i < 20; i++) name = graph.add('MatMul', [name, x.name])
    const y = { name: graph.output(name, 'f32', shape), dtype: 'f32', shape }
    const session = await OrtSession.open(graph.encode(), { threads: 1 }, new SessionHost().call)
    const run = () => session.run(bindTensors([x], [y]), [new Uint8Array(2 ** 20), new Uint8Array(2 ** 20)])
    await run()
    for (let i = 0; i < 3; i++) run()
    setTimeout(() => process.exit(7), 10)`
  const run = () =>
    execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: 'pipe' })
  expect(run).toThrow(expect.objectContaining({ status: 7 }))
})
