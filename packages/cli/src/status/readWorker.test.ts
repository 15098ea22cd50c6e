import { expect, test } from 'vitest'
import { endlessServer } from '../../../../test/support/endlessServer.ts'
import { readWorker } from './readWorker.ts'

test('an answer without end is read to the first byte too many, and is no worker’s', async () => {
  const { server, url, sent } = await endlessServer()
  const status = await readWorker(url)
  server.close()
  expect(status).toMatchObject({ url, up: false })
  expect(status.up ? '' : status.why).toContain('at most 1048576 are allowed')
  expect(sent(), 'what the sockets between hold, and no more').toBeLessThan(2 ** 25)
})
