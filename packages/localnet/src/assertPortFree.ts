import net from 'node:net'
import { PortInUse } from './errors.ts'

/** Throws PortInUse, naming what the port is for and the setting that changes it. */
export const assertPortFree = (name: string, port: number, setting: string, host = '127.0.0.1'): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', () => reject(new PortInUse(name, port, setting)))
    server.listen(port, host, () => server.close(() => resolve()))
  })
