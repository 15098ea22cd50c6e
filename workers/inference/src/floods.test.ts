import http from 'node:http'
import net from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { until } from '../../../test/support/until.ts'
import type { Ending } from './boundConnections.ts'
import { TermsRefused } from './errors.ts'
import { type ResultServer, type ResultServerOptions, serveResults } from './serveResults.ts'

const OUTPUT = new Uint8Array(2 ** 24).fill(7)
const path = `/results/${idOf(12)}/output`
const limits = { connections: 64, perSource: 16, requests: 16 }
const flooder = '127.0.0.2'

const opened: net.Socket[] = []
let server: ResultServer
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy()
  await server.close()
})

const open = async (changes: Partial<ResultServerOptions> = {}) => {
  const endings: Ending[] = []
  server = await serveResults({
    ...{ host: '127.0.0.1', port: 0, limits },
    partOf: async () => Uint8Array.of(1, 2, 3),
    quote: () => Promise.reject(new TermsRefused('no offer')),
    health: async () => ({ ok: true }),
    onError: (error) => {
      throw error
    },
    onEnded: (ending) => endings.push(ending),
    ...changes,
  })
  return endings
}

interface Caller {
  readonly socket: net.Socket
  /** What came. */
  text(): string
  readonly ended: Promise<void>
}

const call = (from: string): Promise<Caller> =>
  new Promise((resolve) => {
    const socket = net.connect({ port: server.port, host: '127.0.0.1', localAddress: from })
    opened.push(socket)
    socket.on('error', () => undefined)
    let text = ''
    socket.on('data', (part) => {
      text += part.toString('latin1')
    })
    const ended = new Promise<void>((end) => socket.once('close', () => end()))
    socket.once('connect', () => resolve({ socket, text: () => text, ended }))
    socket.once('close', () => resolve({ socket, text: () => text, ended }))
  })

/** Status of a plain request; 0: no answer came. */
const get = (from: string, what = path) =>
  new Promise<number>((resolve) => {
    const request = http.get(`${server.url}${what}`, { localAddress: from, agent: false }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    request.on('error', () => resolve(0))
  })

const ask = (what: string, more = '') => `GET ${what} HTTP/1.1\r\nHost: here\r\n${more}\r\n`

describe('connections', () => {
  test('of one address push out their own: who comes next is served, from there too', async () => {
    const endings = await open()
    for (let i = 0; i < 300; i++) await call(flooder)
    expect(await get('127.0.0.1')).toBe(200)
    expect(await get(flooder)).toBe(200)
    expect(server.connections()).toBeLessThanOrEqual(limits.perSource)
    expect(new Set(endings)).toEqual(new Set(['crowded']))
    expect(endings.length).toBeGreaterThanOrEqual(300 - limits.perSource)
  })

  test('of many addresses are as many as there may be, and who is being answered stays', async () => {
    let answer = () => {}
    await open({
      partOf: (taskId) => {
        if (taskId !== idOf(13)) return Promise.resolve(Uint8Array.of(1))
        return new Promise((resolve) => {
          answer = () => resolve(Uint8Array.of(1))
        })
      },
    })
    const honest = get('127.0.0.1', `/results/${idOf(13)}/output`)
    await until('its request has come', async () => server.connections() === 1)
    for (let i = 0; i < 400; i++) {
      // the same address as the one that is being answered, too
      await call(`127.0.0.${1 + (i % 20)}`)
      expect(server.connections()).toBeLessThanOrEqual(limits.connections)
    }
    expect(await get('127.0.1.1'), 'a newcomer').toBe(200)
    answer()
    expect(await honest, 'who was there before').toBe(200)
  })

  test('of a proxy that is trusted are not counted as of one address', async () => {
    await open({ trustedProxies: '127.0.0.3' })
    const proxied = await Promise.all(Array.from({ length: 2 * limits.perSource }, () => call('127.0.0.3')))
    for (let i = 0; i < 100; i++) await call(flooder)
    expect(await get('127.0.0.1')).toBe(200)
    expect(proxied.filter(({ socket }) => socket.destroyed)).toHaveLength(0)
  })

  test('that say nothing, or too slowly, are ended', async () => {
    await open({ limits: { ...limits, headMs: 300, requestMs: 600 } })
    const silent = await call(flooder)
    const slow = await call(flooder)
    slow.socket.write('GET /health HTTP/1.1\r\nHost: here\r\n')
    const dripping = setInterval(() => slow.socket.write('a: b\r\n'), 50)
    const body = await call(flooder)
    body.socket.write(
      'POST /quotes HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    )
    await Promise.all([silent.ended, slow.ended, body.ended])
    clearInterval(dripping)
    expect(await get('127.0.0.1')).toBe(200)
  })
})

describe('answers', () => {
  test('that nobody reads are given up; who reads slowly gets all of them', async () => {
    const endings = await open({
      limits: { ...limits, stallMs: 500, stallBytes: 2 ** 16 },
      partOf: async () => OUTPUT,
    })
    const deaf = await call(flooder)
    deaf.socket.pause()
    deaf.socket.write(ask(path))
    let taken = 0
    const slow = await call('127.0.0.1')
    slow.socket.on('data', (part) => {
      taken += part.length
      // some 4 MB a second: four times the time in which the other is given up
      slow.socket.pause()
      setTimeout(() => slow.socket.resume(), part.length / 4_000)
    })
    slow.socket.write(ask(path, 'Connection: close\r\n'))
    await until('the one is given up', async () => endings.length === 1)
    expect(endings).toEqual(['stalled'])
    await slow.ended
    expect(taken).toBeGreaterThan(OUTPUT.length)
    expect(endings).toEqual(['stalled'])
  }, 30_000)

  test('to a few requests at once come in their order; whoever piles them up is ended', async () => {
    const endings = await open()
    const few = await call('127.0.0.1')
    few.socket.write(ask('/health').repeat(8))
    await until('eight answers', async () => few.text().split('200 OK').length === 9)
    const piling = await call(flooder)
    piling.socket.write(ask('/health').repeat(1_000))
    await piling.ended
    expect(endings).toEqual(['piled'])
  })

  test('are not kept from anybody by another who asks without end', async () => {
    await open({
      partOf: (taskId) => (taskId === idOf(13) ? new Promise(() => {}) : Promise.resolve(Uint8Array.of(1))),
      limits: { ...limits, perSource: 300, connections: 400 },
    })
    const refused: number[] = []
    for (let i = 0; i < 200; i++) {
      void get(flooder, `/results/${idOf(13)}/roots`).then((status) => refused.push(status))
    }
    await until('the flooder is told so', async () => refused.length === 200 - 4 - 128)
    expect(new Set(refused)).toEqual(new Set([503]))
    expect(await get('127.0.0.1')).toBe(200)
  })

  test('about health are made once for all who ask at once', async () => {
    let made = 0
    let finish = () => {}
    await open({
      health: async () => {
        made += 1
        await new Promise<void>((resolve) => {
          finish = resolve
        })
        return { ok: true }
      },
    })
    const all = Array.from({ length: 12 }, () => get('127.0.0.1', '/health'))
    await until('all have asked', async () => server.connections() === 12)
    finish()
    expect(new Set(await Promise.all(all))).toEqual(new Set([200]))
    expect(made).toBeLessThanOrEqual(2)
  })

  test.each([
    ['a head that is too long', ask('/health', `a: ${'b'.repeat(10_000)}\r\n`), 431],
    ['an address that is too long', ask(`/${'a'.repeat(10_000)}`), 431],
    ['a method that there is not', 'FETCH /health HTTP/1.1\r\nHost: here\r\n\r\n', 400],
    ['a method that is not served', 'DELETE /health HTTP/1.1\r\nHost: here\r\n\r\n', 404],
    ['another protocol', ask('/health', 'Connection: upgrade\r\nUpgrade: websocket\r\n'), 200],
    ['lengths that contradict each other', ask('/health', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'), 400],
    ['no head at all', '\0\xff\r\n\r\n', 400],
    ['the head alone', `HEAD ${path} HTTP/1.1\r\nHost: here\r\n\r\n`, 200],
    ['what a browser asks before', 'OPTIONS /quotes HTTP/1.1\r\nHost: here\r\n\r\n', 204],
    [
      'a body that is too long',
      `POST /quotes HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{`,
      413,
    ],
  ])('to %s come at once', async (_what, text, status) => {
    await open()
    const caller = await call('127.0.0.1')
    caller.socket.write(text, 'latin1')
    await until('an answer', async () => caller.text().includes('\r\n\r\n'))
    expect(Number(caller.text().split(' ')[1])).toBe(status)
    expect(await get('127.0.0.1')).toBe(200)
  })

  test('are given to who has ended its own half, and take no connection after', async () => {
    await open()
    const caller = await call('127.0.0.1')
    caller.socket.end(ask(path, 'Connection: close\r\n'))
    await caller.ended
    expect(caller.text()).toContain('200 OK')
    const mute = await call('127.0.0.1')
    mute.socket.end()
    await mute.ended
    await until('nobody is there', async () => server.connections() === 0)
  })
})
