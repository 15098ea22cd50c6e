import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { until } from '../../../../test/support/until.ts'
import { outageOf } from './outageOf.ts'
import { transportOf } from './transportOf.ts'

const TIMEOUT_MS = 300
const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const serve = async (answer: (response: ServerResponse) => void): Promise<string> => {
  const server = createServer((_request, response) => answer(response))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const head = { 'content-type': 'application/json' }
const sends: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'sends nothing': () => undefined,
  'stops after its head': (response) => response.writeHead(200, head).flushHeaders(),
  drips: (response) => {
    const dripping = setInterval(() => response.write(' '), 20)
    response.writeHead(200, head).once('close', () => clearInterval(dripping))
  },
}

test.each(
  Object.keys(sends).flatMap(
    (how) =>
      [
        ['one node', how, 1],
        ['each of two nodes', how, 2],
      ] as const,
  ),
)('%s that %s is given up in time', async (_which, how, count) => {
  let closed = 0
  const urls: string[] = []
  for (let i = 0; i < count; i++) {
    urls.push(
      await serve((response) => {
        response.once('close', () => {
          closed += 1
        })
        sends[how]!(response)
      }),
    )
  }
  const { request } = transportOf({ urls, timeoutMs: TIMEOUT_MS })({ retryCount: 0 })
  const error = await request({ method: 'eth_blockNumber' }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Error)
  if (count === 1) expect(outageOf(error), 'and counts as one that is away').toBeDefined()
  await until('its connection is closed', async () => closed >= count)
})
