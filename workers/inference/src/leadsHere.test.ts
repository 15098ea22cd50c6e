import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { leadsHere } from './leadsHere.ts'
import { other, self } from './testing.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})
const serve = async (answer: RequestListener): Promise<string> => {
  const made = createServer(answer)
  server = made
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}/`
}

test('knows its own report, also one that says that something is wrong, and no other', async () => {
  const url = await serve((_, response) => response.writeHead(503).end(JSON.stringify({ account: self, ok: false })))
  expect(await leadsHere(url, self)).toBe(true)
  expect(await leadsHere(url, other)).toBe(false)
})

test('reads no more of an answer than a report has', async () => {
  let sent = 0
  const piece = ' '.repeat(2 ** 16)
  const url = await serve((_, response) => {
    response.write(`{"account":"${self}"`)
    const more = () => {
      if (response.destroyed) return
      sent += piece.length
      // long enough that reading it all would be seen, not so long that it never ends
      if (sent > 2 ** 26) response.end('}')
      else response.write(piece, more)
    }
    more()
  })
  expect(await leadsHere(url, self)).toBe(false)
  expect(sent).toBeLessThan(2 ** 24)
})
