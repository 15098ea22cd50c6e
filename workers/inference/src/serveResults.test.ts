import net from 'node:net'
import { interpret } from '@assay/program'
import { commitModel, commitTrace, type TraceCommitment } from '@assay/proof'
import { randomInputs, randomModel, seededRandom, serveStep } from '@assay/proof/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { PortInUse, ResultNotServed, TermsRefused, TooBusy } from './errors.ts'
import { type ResultServer, serveResults } from './serveResults.ts'

const random = seededRandom(3)
const model = randomModel(random)
const inputs = randomInputs(random, model)
const trace: TraceCommitment = commitTrace(commitModel(model), inputs, interpret(model, inputs))
const troubles: unknown[] = []
let server: ResultServer

beforeAll(async () => {
  server = await serveResults({
    host: '127.0.0.1',
    port: 0,
    partOf: async (taskId, part) => {
      if (taskId === idOf(503)) throw new TooBusy(1)
      if (taskId === idOf(500)) throw new TypeError('a secret detail')
      if (taskId !== idOf(12)) throw new ResultNotServed(taskId, 'it is unknown')
      return part(trace)
    },
    quote: async () => {
      throw new TermsRefused('no offer')
    },
    health: async () => ({ ok: true, block: '7' }),
    onError: (error) => troubles.push(error),
  })
})
afterAll(() => server.close())

const get = async (path: string) => {
  const response = await fetch(`${server.url}${path}`)
  return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) }
}

describe('serveResults', () => {
  test('serves every part of a trace, byte for byte', async () => {
    expect((await get(`/results/${idOf(12)}/roots`)).bytes).toEqual(serveStep(trace, { kind: 'fetch-roots' }))
    expect((await get(`/results/${idOf(12)}/output`)).bytes).toEqual(new Uint8Array(trace.tensors.at(-1)!))
    for (const [node, tree] of trace.nodeTrees.entries()) {
      expect((await get(`/results/${idOf(12)}/nodes/${node}/leaves`)).bytes, `leaves of ${node}`).toEqual(
        new Uint8Array(tree.leaves),
      )
      for (let chunk = 0; chunk < 2 ** tree.depth; chunk++) {
        const served = (await get(`/results/${idOf(12)}/nodes/${node}/chunks/${chunk}`)).bytes
        expect(served, `chunk ${chunk} of ${node}`).toEqual(new Uint8Array(tree.chunk(chunk)))
      }
    }
  })

  test('lets browsers of any origin read', async () => {
    const { headers } = await get(`/results/${idOf(12)}/roots`)
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('content-type')).toBe('application/octet-stream')
  })

  test.each([
    [`/results/${idOf(13)}/roots`, 404],
    [`/results/${idOf(12)}/nodes/${trace.nodeTrees.length}/leaves`, 404],
    [`/results/${idOf(12)}/nodes/0/chunks/${2 ** trace.nodeTrees[0]!.depth}`, 404],
    [`/results/${idOf(12)}/nodes/-1/leaves`, 400],
    [`/results/${idOf(12)}/nodes/0x0/leaves`, 400],
    ['/results/12/roots', 400],
    [`/results/${idOf(12).slice(0, -2)}/roots`, 400],
    ['/results/twelve/roots', 400],
    [`/results/${idOf(12)}/inputs`, 404],
    ['/', 404],
    [`/results/${idOf(503)}/roots`, 503],
  ])('%s is answered with %i and a reason', async (path, status) => {
    const answer = await get(path)
    expect(answer.status).toBe(status)
    expect(JSON.parse(Buffer.from(answer.bytes).toString()).error).toBeTruthy()
  })

  test('keeps its own troubles to itself', async () => {
    const answer = await get(`/results/${idOf(500)}/roots`)
    expect(answer.status).toBe(500)
    expect(Buffer.from(answer.bytes).toString()).not.toContain('secret')
    expect(String(troubles[0])).toContain('secret')
  })

  test('says how it is', async () => {
    const { status, bytes } = await get('/health')
    expect(status).toBe(200)
    expect(JSON.parse(Buffer.from(bytes).toString())).toEqual({ ok: true, block: '7' })
  })

  test('names a port that is in use, and the setting that changes it', async () => {
    const other = net.createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as net.AddressInfo
    const failure = await serveResults({
      host: '127.0.0.1',
      port,
      partOf: async (_taskId, part) => part(trace),
      quote: async () => {
        throw new TermsRefused('no offer')
      },
      health: async () => ({ ok: true }),
      onError: () => {},
    }).catch((error: unknown) => error)
    other.close()
    expect(failure).toBeInstanceOf(PortInUse)
    expect(String(failure)).toContain(`:${port}`)
    expect(String(failure)).toContain('ASSAY_PROVIDER_PORT')
  })
})
