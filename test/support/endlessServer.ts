import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface EndlessServer {
  readonly server: Server
  readonly url: string
  /** Bytes that were sent so far. */
  sent(): number
}

/** A server whose answers go on as long as somebody reads them. */
export const endlessServer = async (): Promise<EndlessServer> => {
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
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent: () => sent }
}
