import { createHash, randomBytes } from 'node:crypto'
import net from 'node:net'
import { releaseTensors } from '@assay/executor'
import { commitModel, commitTrace } from '@assay/proof'
import { ModelBuilder } from '@assay/proof/testing'
import { afterEach, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { until } from '../../../test/support/until.ts'
import { createTraces } from './createTraces.ts'
import { TermsRefused } from './errors.ts'
import { type ResultServer, serveResults } from './serveResults.ts'
import { self, taskOf } from './testing.ts'

/** More than the sockets of both ends take in before anybody reads. */
const OUTPUT_BYTES = 2 ** 24
const builder = new ModelBuilder()
const x = builder.input('u8', [1, 1, 1, OUTPUT_BYTES])
const axes = [0, 1, 2, 3].flatMap((axis) => [
  [`start${axis}`, 0],
  [`step${axis}`, 1],
])
builder.node('slice', 'u8', [1, 1, 1, OUTPUT_BYTES], [x], Object.fromEntries(axes))
const model = commitModel(builder.build(12, 12))
const input = randomBytes(OUTPUT_BYTES)

const opened: net.Socket[] = []
let server: ResultServer
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy()
  await server.close()
})

/** Of an answer whose head comes in one piece. */
const bodyHash = async (socket: net.Socket) => {
  const hash = createHash('sha256')
  let first = true
  for await (const part of socket as AsyncIterable<Buffer>) {
    hash.update(first ? part.subarray(part.indexOf('\r\n\r\n') + 4) : part)
    first = false
  }
  return hash.digest('hex')
}
const held = () => {
  // buffers go one collection after what held them
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  return process.memoryUsage().arrayBuffers
}

test('readers that never end hold what they asked for, once for all of them, and no trace; who reads on gets the right bytes', async () => {
  const runs: Uint8Array[] = []
  const task = taskOf({ state: 'Final', provider: self })
  const traces = createTraces({
    self,
    cacheBytes: 1,
    readTask: async (taskId) => ({ ...task, taskId }),
    runner: {
      run: async () => {
        const tensor = Uint8Array.from(input)
        runs.push(tensor)
        return { model, trace: commitTrace(model, [input], [tensor]), release: () => releaseTensors([tensor]) }
      },
      runOutput: () => Promise.reject(new TypeError('not asked for')),
    },
  })
  let served = 0
  server = await serveResults({
    host: '127.0.0.1',
    port: 0,
    partOf: async (taskId, part) => {
      const bytes = await traces.serve(taskId, part)
      served += 1
      return bytes
    },
    quote: () => Promise.reject(new TermsRefused('no offer')),
    health: async () => ({ ok: true }),
    onError: (error) => {
      throw error
    },
  })
  const ask = async (path: string) => {
    const socket = net.connect(server.port, '127.0.0.1')
    opened.push(socket)
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.write(`GET ${path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n`)
    return socket
  }
  const get = async (path: string) => new Uint8Array(await (await fetch(`${server.url}${path}`)).arrayBuffer())
  await get(`/results/${idOf(99)}/nodes/0/chunks/0`)
  const before = held()

  const READERS = 12
  const readers: net.Socket[] = []
  for (let i = 0; i < READERS; i++) readers.push(await ask(`/results/${idOf(1)}/output`))
  await until('all have been given what they asked for', async () => served === READERS + 1)
  expect(runs.length, 'one for all of them').toBe(2)
  expect(await get(`/results/${idOf(2)}/nodes/0/chunks/7`)).toEqual(Uint8Array.from(input.subarray(7 << 12, 8 << 12)))
  expect(
    runs.map(({ byteLength }) => byteLength),
    'what was read is dropped, and given back',
  ).toEqual([0, 0, OUTPUT_BYTES])
  expect(held() - before, 'their output, once').toBeLessThan(2 * OUTPUT_BYTES)

  expect(await bodyHash(readers[5]!)).toBe(createHash('sha256').update(input).digest('hex'))

  for (const socket of opened) socket.destroy()
  await until('nothing is held for those who went', async () => held() - before < OUTPUT_BYTES / 2)
  await traces.close()
  expect(runs.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0])
})
