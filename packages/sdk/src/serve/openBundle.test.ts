import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { checkServed, commitTrace, type FetchStep, nextStep, noEvidence, toHex } from '@assay/proof'
import { afterEach, describe, expect, it } from 'vitest'
import { idOf } from '../../../../test/support/idOf.ts'
import { runLookupModel } from '../../../../test/support/lookupModel.ts'
import {
  BundleMissing,
  BundleUnreachable,
  BundleWrongSize,
  checkEndpoint,
  EndpointNotAllowed,
  openBundle,
} from '../index.ts'
import { isPrivateAddress } from './isPrivateAddress.ts'

const { model, inputs, trace } = runLookupModel()
const { program } = model
const servers: Server[] = []

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const open = (endpoint: string, timeoutMs = 120_000) =>
  openBundle({ endpoint, taskId: idOf(7), program, allowPrivate: true, timeoutMs })
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('openBundle', () => {
  it('brings what a conviction needs, piece by piece', async () => {
    const tensors = trace.tensors.map((tensor) => tensor.slice())
    tensors[0]![599]! ^= 1
    const lie = commitTrace(model, inputs, tensors)
    const asked: string[] = []
    const endpoint = await serve((request, response) => {
      asked.push(request.url ?? '')
      const [, , , kind, node, , chunk] = (request.url ?? '').split('/')
      if (kind === 'roots') response.end(lie.nodesTree.leaves)
      else if (kind === 'output') response.end(lie.tensors[1])
      else if (chunk === undefined) response.end(lie.nodeTrees[Number(node)]!.leaves)
      else response.end(lie.nodeTrees[Number(node)]!.chunk(Number(chunk)))
    })
    const bundle = open(`${endpoint}/`)
    let evidence = noEvidence
    for (;;) {
      const step = nextStep(model, trace, lie, evidence)
      if (!step.kind.startsWith('fetch-')) {
        expect(step).toMatchObject({ kind: 'prove', claim: 'WrongElement', node: 0, element: 599 })
        break
      }
      evidence = checkServed(model, lie, evidence, step as FetchStep, await bundle.fetch(step as FetchStep))
    }
    expect(asked).toEqual(['roots', 'nodes/0/leaves', 'nodes/0/chunks/2'].map((part) => `/results/${idOf(7)}/${part}`))
    expect(toHex(await bundle.output())).toBe(toHex(tensors[1]!))
  })

  it('asks for a task in small letters, however its id is written', async () => {
    const asked: (string | undefined)[] = []
    const endpoint = await serve((request, response) => {
      asked.push(request.url)
      response.end(new Uint8Array(64))
    })
    const taskId = `0x${'AB'.repeat(32)}` as const
    await openBundle({ endpoint, taskId, program, allowPrivate: true }).roots()
    expect(asked).toEqual([`/results/0x${'ab'.repeat(32)}/roots`])
  })

  it('takes exactly the bytes due', async () => {
    for (const length of [0, 63, 65]) {
      const endpoint = await serve((_request, response) => response.end(new Uint8Array(length)))
      const error = await failure(open(endpoint).roots())
      expect(error, `${length} bytes`).toBeInstanceOf(BundleWrongSize)
      expect(error).toMatchObject({ expected: 64 })
    }
  })

  it('stops reading at the first byte too many', async () => {
    let sent = 0
    const endpoint = await serve((_request, response) => {
      const push = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536
      }
      response.on('drain', push)
      push()
    })
    expect(await failure(open(endpoint).output())).toBeInstanceOf(BundleWrongSize)
    expect(sent).toBeLessThan(16 << 20)
  })

  it('gives up on a server that drips', async () => {
    const endpoint = await serve((_request, response) => {
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const error = await failure(open(endpoint, 300).output())
    expect(error).toBeInstanceOf(BundleUnreachable)
    expect(error).toMatchObject({ retryable: true })
  })

  it('follows no redirect, and takes nothing but status 200', async () => {
    let visited = false
    const inside = await serve((_request, response) => {
      visited = true
      response.end(new Uint8Array(64))
    })
    const endpoint = await serve((_request, response) => response.writeHead(302, { location: inside }).end())
    expect(await failure(open(endpoint).roots())).toBeInstanceOf(BundleMissing)
    expect(visited).toBe(false)
    const partial = await serve((_request, response) => response.writeHead(206).end(new Uint8Array(64)))
    expect(await failure(open(partial).roots())).toMatchObject({ status: 206 })
  })

  it('says when nobody is there', async () => {
    const error = await failure(open('http://127.0.0.1:9').roots())
    expect(error).toBeInstanceOf(BundleUnreachable)
    expect((error as Error).message).toContain('ECONNREFUSED')
  })

  it('asks no address of a local network unless told so, by number or by name', async () => {
    let visited = false
    const endpoint = await serve((_request, response) => {
      visited = true
      response.end()
    })
    const port = new URL(endpoint).port
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]']) {
      const bundle = openBundle({ endpoint: `http://${host}:${port}`, taskId: idOf(7), program })
      expect(await failure(bundle.roots()), host).toBeInstanceOf(EndpointNotAllowed)
    }
    expect(visited).toBe(false)
  })
})

describe('checkEndpoint', () => {
  it.each([
    ['file:///etc/passwd', 'not http'],
    ['nonsense', 'no URL'],
    ['http://user:secret@host', 'carries a user'],
    ['http://host/?x=1', 'carries a user, a query'],
    [`http://host/${'x'.repeat(256)}`, 'longer than 256 bytes'],
  ])('refuses %s', (endpoint, reason) => {
    expect(() => checkEndpoint(endpoint)).toThrow(reason)
  })
})

describe('isPrivateAddress', () => {
  it.each([
    '10.1.2.3',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.168.1.1',
    '0.0.0.0',
    '100.64.0.1',
    '255.255.255.255',
    '224.0.0.1',
  ])('knows %s as private', (address) => {
    expect(isPrivateAddress(address)).toBe(true)
    expect(isPrivateAddress(`::ffff:${address}`)).toBe(true)
  })
  it.each(['::1', '::', 'fe80::1%eth0', 'fd00::1', 'ff02::1', '::ffff:7f00:1', '64:ff9b::a00:1'])(
    'knows %s as private',
    (address) => {
      expect(isPrivateAddress(address)).toBe(true)
    },
  )
  it.each(['1.1.1.1', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
    'knows %s as public',
    (address) => {
      expect(isPrivateAddress(address)).toBe(false)
    },
  )
})
