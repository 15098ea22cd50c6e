import http from 'node:http'
import { type SignedQuote, termsToJson } from '@assay/sdk'
import { afterEach, expect, test } from 'vitest'
import { type ResultServer, serveResults } from './serveResults.ts'
import { modelId, offerOf, self, taskOf } from './testing.ts'

const terms = {
  modelId,
  inputRoot: taskOf().inputRoot,
  inputDigest: taskOf().inputDigest,
  provider: self,
  ...{ acceptSec: 20, submitSec: 30, windowSec: 60, token: offerOf().token, level: 0, traceMode: 0, nonce: 7n },
  ...{ price: 100n, lock: 400n },
}
const exhauster = `0x${'e'.repeat(40)}`
const honest = `0x${'a'.repeat(40)}`

let server: ResultServer | undefined
afterEach(() => server?.close())

/** A server on which the exhauster's questions are never done. */
const open = async (trustedProxies?: string) => {
  const running = new Set<object>()
  server = await serveResults({
    ...{ host: '127.0.0.1', port: 0, trustedProxies },
    partOf: () => Promise.reject(new RangeError()),
    quote: async (asked, client) => {
      if (client === exhauster) {
        running.add(asked)
        await new Promise(() => {})
      }
      const quote = { terms: asked, client, expiry: 1n, nonce: 2n, maxLoss: 3n }
      return { quote, signer: self, signature: '0x00' } as SignedQuote
    },
    health: async () => ({ ok: true }),
    onError: () => undefined,
  })
  return { running, url: server.url }
}

/** The status of the answer to a question for a quote; 0: none came before the connection ended. */
const ask = (url: string, client: string, from: string, forwardedFor?: string) =>
  new Promise<number>((resolve) => {
    const headers = {
      'content-type': 'application/json',
      ...(forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }),
    }
    const request = http.request(`${url}/quotes`, { method: 'POST', localAddress: from, agent: false, headers })
    request.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', () => resolve(0))
    request.end(JSON.stringify({ terms: termsToJson(terms), client }))
  })

test('whoever asks without end from one address is refused, and keeps nobody from a quote', async () => {
  const { running, url } = await open()
  const flood = Array.from({ length: 60 }, () => ask(url, exhauster, '127.0.0.2'))
  // 2 run, 16 wait, the others are told so
  const refused: number[] = []
  await new Promise<void>((resolve) => {
    for (const answer of flood) void answer.then((status) => refused.push(status) === 42 && resolve())
  })
  expect(new Set(refused)).toEqual(new Set([503]))
  expect(running.size).toBe(2)
  expect(await ask(url, honest, '127.0.0.1')).toBe(200)
})

test('behind a trusted proxy, who asks is who it says; nobody else is believed', async () => {
  const trusting = await open('127.0.0.1')
  for (let i = 0; i < 20; i++) void ask(trusting.url, exhauster, '127.0.0.1', '203.0.113.9')
  expect(await ask(trusting.url, honest, '127.0.0.1', '203.0.113.10')).toBe(200)
  expect(trusting.running.size).toBeLessThanOrEqual(2)
  await server?.close()

  const plain = await open()
  const flood = Array.from({ length: 60 }, (_, i) => ask(plain.url, exhauster, '127.0.0.2', `203.0.113.${i}`))
  expect(await Promise.race(flood)).toBe(503)
  expect(plain.running.size).toBe(2)
})
