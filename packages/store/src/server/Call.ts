import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Blocks } from './Blocks.ts'
import type { Pins } from './Pins.ts'

/** One RPC call: what it may touch, and where its answer goes. */
export interface Call {
  readonly blocks: Blocks
  readonly pins: Pins
  readonly query: URLSearchParams
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

export type Command = (call: Call) => Promise<void>
