import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { readWorker } from './readWorker.ts'

test('an answer without end is read to the first byte too many, and is no worker’s', async () => {
  let sent = 0
  const server = createServer((_request, response) => {
    const part = Buffer.alloc(2 ** 16, 0x20)
    const more = () => {
      sent += part.length
      response.write(part, () => (response.destroyed ? undefined : more()))
    }
    more()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const status = await readWorker(url)
  server.close()
  expect(status).toMatchObject({ url, up: false })
  expect(status.up ? '' : status.why).toContain('at most 1048576 are allowed')
  expect(sent, 'what the sockets between hold, and no more').toBeLessThan(2 ** 25)
})
