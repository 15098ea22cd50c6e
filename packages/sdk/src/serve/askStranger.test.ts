import net, { type AddressInfo, type Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BundleUnreachable, BundleWrongSize, EndpointNotAllowed } from '../errors.ts'
import { askStranger, type Question } from './askStranger.ts'
import { checkEndpoint } from './checkEndpoint.ts'

type Addresses = readonly { readonly address: string; readonly family: 4 | 6 }[]
/** What each look-up of a name finds, in turn; the last stands for all that follow. */
const names = vi.hoisted(() => ({ answers: [] as Addresses[], asked: 0, silent: false }))
vi.mock('node:dns', () => ({
  lookup: (_name: string, _options: object, callback: (error: null, found: Addresses) => void) => {
    const found = names.answers[Math.min(names.asked, names.answers.length - 1)] ?? []
    names.asked += 1
    if (!names.silent) setImmediate(() => callback(null, found))
  },
}))

const servers: net.Server[] = []
const sockets = new Set<Socket>()
beforeEach(() => Object.assign(names, { answers: [], asked: 0, silent: false }))
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

/** A server that does with the connection what it likes, once a request has come. */
async function serve(answer: (socket: Socket) => void): Promise<{ port: number; visits: () => number }> {
  let visits = 0
  const server = net.createServer((socket) => {
    visits += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => answer(socket))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, visits: () => visits }
}

const question: Question = {
  accept: 'application/octet-stream',
  maxBytes: 1_000,
  allowPrivate: true,
  timeoutMs: 20_000,
}
const ask = (url: string, changes: Partial<Question> = {}) => askStranger(url, { ...question, ...changes })
const failureOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'an answer',
    (error: unknown) => error,
  )
/** Writes as long as the other side takes it; `done` resolves when it does not any more. */
const pour = (socket: Socket, piece: string | Buffer): { poured: () => number; ended: Promise<void> } => {
  let poured = 0
  const write = () => {
    while (!socket.destroyed && socket.write(piece)) poured += piece.length
    poured += piece.length
    if (!socket.destroyed) socket.once('drain', write)
  }
  write()
  return { poured: () => poured, ended: new Promise((resolve) => socket.once('close', () => resolve())) }
}

const inside = { address: '127.0.0.1', family: 4 } as const
/** A network for documentation: nothing is there. */
const outside = { address: '203.0.113.1', family: 4 } as const

describe('the place that is asked', () => {
  it('is the one that was checked: a name is looked up once, for the connection itself', async () => {
    const { port, visits } = await serve((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'))
    names.answers = [[outside], [inside]]
    const failure = await failureOf(ask(`http://rebinds.example:${port}/`, { allowPrivate: false, timeoutMs: 500 }))
    expect(failure).toBeInstanceOf(BundleUnreachable)
    expect(names.asked).toBe(1)
    expect(visits()).toBe(0)
  })

  it.each([
    ['an address of this machine', [inside]],
    ['one private address among public ones', [outside, { address: '10.0.0.7', family: 4 }]],
    ['a private IPv6 address', [{ address: 'fd00::7', family: 6 }]],
    ['an IPv4 address inside an IPv6 one', [{ address: '::ffff:127.0.0.1', family: 6 }]],
    ['one behind NAT64', [{ address: '64:ff9b::7f00:1', family: 6 }]],
    ['one behind 6to4', [{ address: '2002:7f00:1::1', family: 6 }]],
    ['one behind Teredo', [{ address: '2001:0:7f00:1::1', family: 6 }]],
  ] as [string, Addresses][])('is not a name that has %s', async (_, found) => {
    const { port, visits } = await serve(() => undefined)
    names.answers = [found]
    const failure = await failureOf(ask(`http://name.example:${port}/`, { allowPrivate: false }))
    expect(failure).toBeInstanceOf(EndpointNotAllowed)
    expect(visits()).toBe(0)
  })

  it.each([
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '127.1',
    '127.0.1',
    '127.0.0.1.',
    '0',
    '0.0.0.0',
    '169.254.169.254',
    '１２７.０.０.１',
    '127。0。0。1',
    '%31%32%37.0.0.1',
    '[::1]',
    '[::]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[0:0:0:0:0:ffff:7f00:1]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b:1::127.0.0.1]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    '[fd12:3456::1]',
  ])('is not http://%s, however it is written', async (host) => {
    const { port, visits } = await serve(() => undefined)
    const failure = await failureOf(ask(`http://${host}:${port}/`, { allowPrivate: false, timeoutMs: 2_000 }))
    expect(failure).toBeInstanceOf(EndpointNotAllowed)
    expect(visits()).toBe(0)
    expect(names.asked, 'a number is no name').toBe(0)
  })

  it('is looked up with its final dot too', async () => {
    names.answers = [[inside]]
    expect(await failureOf(ask('http://localhost.:8080/', { allowPrivate: false }))).toBeInstanceOf(EndpointNotAllowed)
    expect(names.asked).toBe(1)
  })

  it.each([22, 25, 111, 445, 587])('is not port %i, where other protocols live', async (port) => {
    names.answers = [[outside]]
    const failure = await failureOf(ask(`http://mail.example:${port}/`, { allowPrivate: false, timeoutMs: 500 }))
    expect(failure).toBeInstanceOf(EndpointNotAllowed)
    expect(names.asked).toBe(0)
  })

  it('may not be looked up for ever', async () => {
    names.silent = true
    const failure = await failureOf(ask('http://silent.example:8080/', { allowPrivate: false, timeoutMs: 300 }))
    expect(failure).toBeInstanceOf(BundleUnreachable)
    expect(String(failure)).toContain('not whole within 300 ms')
  })

  it.each(['http://user@host', 'http://user:secret@host', 'http://:secret@host', 'ftp://host', 'javascript:alert(1)'])(
    'is not %s',
    (endpoint) => {
      expect(() => checkEndpoint(endpoint)).toThrow(EndpointNotAllowed)
    },
  )
})

describe('an answer', () => {
  it.each([301, 302, 303, 307, 308])('of status %i leads nowhere', async (status) => {
    const other = await serve((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'))
    const { port } = await serve((socket) =>
      socket.end(`HTTP/1.1 ${status} Moved\r\nlocation: http://127.0.0.1:${other.port}/\r\ncontent-length: 0\r\n\r\n`),
    )
    expect((await ask(`http://127.0.0.1:${port}/`)).status).toBe(status)
    expect(other.visits()).toBe(0)
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const)('that is packed with %s, which nobody asked for, is not unpacked', async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(10_000_000))
    const { port } = await serve((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${bomb.length}\r\n\r\n`)
      socket.end(bomb)
    })
    const { bytes } = await ask(`http://127.0.0.1:${port}/`, { maxBytes: bomb.length })
    expect(Buffer.from(bytes).equals(bomb)).toBe(true)
  })

  it.each([
    [
      'in chunks without end',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
      '400\r\n'.concat('x'.repeat(1_024), '\r\n'),
    ],
    ['of HTTP/1.0 without a length', 'HTTP/1.0 200 OK\r\n\r\n', 'x'.repeat(1_024)],
    [
      'longer than it says it is allowed to be',
      'HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n',
      'x'.repeat(1_024),
    ],
  ])('%s is read to the first byte too many', async (_, head, piece) => {
    let stream: ReturnType<typeof pour> | undefined
    const { port } = await serve((socket) => {
      socket.write(head)
      stream = pour(socket, piece)
    })
    expect(await failureOf(ask(`http://127.0.0.1:${port}/`))).toBeInstanceOf(BundleWrongSize)
    await stream?.ended
  })

  it.each([
    ['headers of megabytes', 'HTTP/1.1 200 OK\r\nx: ', 'y'.repeat(4_096)],
    ['headers without number', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n'.repeat(500)],
    ['a status line without end', 'HTTP/1.1 200 ', 'O'.repeat(4_096)],
    ['trailers of megabytes', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: ', 'y'.repeat(4_096)],
    ['early hints without end', '', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'],
    ['invitations to go on without end', '', 'HTTP/1.1 100 Continue\r\n\r\n'],
    [
      'extensions of a chunk without end',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4;x=',
      'y'.repeat(4_096),
    ],
    ['what is no HTTP', '', 'SSH-2.0-OpenSSH\r\n'],
  ])('with %s is given up early, and the connection ended', async (_, head, piece) => {
    let stream: ReturnType<typeof pour> | undefined
    const { port } = await serve((socket) => {
      socket.write(head)
      stream = pour(socket, piece)
    })
    const failure = await failureOf(ask(`http://127.0.0.1:${port}/`))
    expect(failure).toBeInstanceOf(BundleUnreachable)
    expect(String(failure), 'long before its time is over').not.toContain('not whole within')
    await stream?.ended
    // what stands in the buffers of two sockets is out of anybody's hands
    expect(stream?.poured()).toBeLessThan(32 * 2 ** 20)
  })

  it.each([
    [
      'with another protocol instead',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nhello',
    ],
    ['cut off in its head', 'HTTP/1.1 200 OK\r\ncontent-'],
    ['cut off in its body', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345'],
    ['of nothing', ''],
    ['with two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nabc'],
    [
      'with a length and chunks',
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n',
    ],
  ])('%s is a failure at once', async (_, words) => {
    const { port } = await serve((socket) => socket.end(words))
    const failure = await failureOf(ask(`http://127.0.0.1:${port}/`))
    expect(failure).toBeInstanceOf(BundleUnreachable)
    expect(String(failure)).not.toContain('not whole within')
  })

  it.each([
    ['says nothing', '', ''],
    ['drips its head', 'HTTP/1.1 200 OK\r\nx: ', 'y'],
    ['drips its body', 'HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n', 'x'],
  ])('of a server that %s is waited for no longer than told', async (_, head, drop) => {
    const { port } = await serve((socket) => {
      socket.write(head)
      const drip = setInterval(() => socket.write(drop), 20)
      socket.once('close', () => clearInterval(drip))
    })
    const failure = await failureOf(ask(`http://127.0.0.1:${port}/`, { timeoutMs: 400 }))
    expect(String(failure)).toContain('not whole within 400 ms')
  })
})
