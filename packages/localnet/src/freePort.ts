import net from 'node:net'
import { NoFreePort } from './errors.ts'

/** Below the ports that systems give to outgoing connections: between this look and its use, none of those takes it. */
const FIRST = 10_000
const COUNT = 20_000
const TRIES = 100

const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })

/** A port that nobody listens on at the moment of asking. */
export const freePort = async (host = '127.0.0.1'): Promise<number> => {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = FIRST + Math.floor(Math.random() * COUNT)
    if (await isFree(port, host)) return port
  }
  throw new NoFreePort(TRIES, FIRST, FIRST + COUNT - 1)
}
