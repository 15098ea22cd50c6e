import type { ServerResponse } from 'node:http'
import { RequestRefused } from './errors.ts'
import { respond } from './respond.ts'

/** Kubo's error shape. After the headers are out, only breaking the connection tells the client. */
export function respondError(response: ServerResponse, error: unknown, otherwise = 500): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const status = error instanceof RequestRefused ? error.status : otherwise
  respond(response, status, { Message: error instanceof Error ? error.message : String(error), Code: 0, Type: 'error' })
}
