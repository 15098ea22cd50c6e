import { mkdir } from 'node:fs/promises'
import type { Server } from 'node:http'
import path from 'node:path'
import { Blocks } from './Blocks.ts'
import { gatewayServer } from './gatewayServer.ts'
import { listen } from './listen.ts'
import { Pins } from './Pins.ts'
import { rpcServer } from './rpcServer.ts'

export interface StoreServer {
  /** For `openStore`. */
  readonly url: string
  readonly gatewayUrl: string
  readonly port: number
  readonly gatewayPort: number
  close(): Promise<void>
}

export interface StoreServerOptions {
  /** Where the blocks are kept; created if absent. */
  readonly dir: string
  readonly host?: string
  /** Port of the RPC; 0 (the default): any free one. */
  readonly port?: number
  readonly gatewayPort?: number
}

/** An IPFS-compatible store on this machine: the Kubo RPC and a gateway over real UnixFS blocks. */
export async function startStoreServer(options: StoreServerOptions): Promise<StoreServer> {
  const host = options.host ?? '127.0.0.1'
  await mkdir(options.dir, { recursive: true })
  const blocks = await new Blocks(path.join(options.dir, 'blocks')).open()
  const pins = await Pins.open(path.join(options.dir, 'pins.json'))
  const rpc = rpcServer(blocks, pins)
  const gateway = gatewayServer(blocks)
  const port = await listen(rpc, host, options.port ?? 0, 'the content store')
  try {
    const gatewayPort = await listen(gateway, host, options.gatewayPort ?? 0, "the content store's gateway")
    const close = async () => {
      await Promise.all([stop(rpc), stop(gateway)])
    }
    return { url: `http://${host}:${port}`, gatewayUrl: `http://${host}:${gatewayPort}`, port, gatewayPort, close }
  } catch (error) {
    await stop(rpc)
    throw error
  }
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
