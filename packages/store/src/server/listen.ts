import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PortInUse } from './errors.ts'

/** Listens and returns the port, which differs from `port` where that is 0. */
export function listen(server: Server, host: string, port: number, what: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUse(what, port, error) : error)
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}
