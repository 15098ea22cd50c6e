import { createServer, type Server } from 'node:http'
import type { Blocks } from './Blocks.ts'
import { commands } from './commands/index.ts'
import { RequestRefused } from './errors.ts'
import type { Pins } from './Pins.ts'
import { respondError } from './respondError.ts'

/** Kubo's RPC over the given blocks. As in Kubo, no browser may drive it. */
export function rpcServer(blocks: Blocks, pins: Pins): Server {
  return createServer(async (request, response) => {
    try {
      const url = new URL(request.url ?? '/', 'http://store')
      if (request.headers.origin !== undefined || /Mozilla/.test(request.headers['user-agent'] ?? '')) {
        throw new RequestRefused(403, '403 - Forbidden')
      }
      if (request.method !== 'POST') throw new RequestRefused(405, '405 - Method Not Allowed')
      const name = url.pathname.replace(/^\/api\/v0\//, '')
      const command = Object.hasOwn(commands, name) ? commands[name] : undefined
      if (command === undefined) throw new RequestRefused(404, `404 - "${name}" is not a command of this store`)
      await command({ blocks, pins, query: url.searchParams, request, response })
    } catch (error) {
      respondError(response, error)
    } finally {
      // what a refused request still sends would otherwise block its connection
      request.resume()
    }
  })
}
