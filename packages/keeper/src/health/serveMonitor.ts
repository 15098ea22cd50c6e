import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MonitorPortInUse } from '../errors.ts'
import type { Metrics } from '../metrics/createMetrics.ts'
import { withoutSecrets } from '../process/secrets.ts'
import type { HealthReport } from './HealthReport.ts'

export interface MonitorOptions {
  readonly worker: string
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** The setting that chooses the port, for messages. */
  readonly setting: string
  readonly metrics: Pick<Metrics, 'read'>
  readonly health: () => Promise<HealthReport>
}

export interface Monitor {
  readonly url: string
  close(): Promise<void>
}

const REQUEST_TIMEOUT_MS = 15_000
const MAX_CONNECTIONS = 64

const sendJson = (response: ServerResponse, status: number, body: unknown) =>
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(withoutSecrets(`${JSON.stringify(body, null, 2)}\n`))

/**
 * Serves `GET /metrics` for Prometheus, `GET /health/live` (the process answers) and `GET /health/ready` (200 if every check
 * passes, else 503; either way each check, why, and what to do). It changes nothing and tells no secret.
 * @throws MonitorPortInUse
 */
export const serveMonitor = async (options: MonitorOptions): Promise<Monitor> => {
  const { worker, host, port, setting, metrics, health } = options
  const started = Date.now()
  const routes: Readonly<Record<string, (response: ServerResponse) => Promise<unknown> | unknown>> = {
    '/metrics': async (response) => {
      const { text, contentType } = await metrics.read()
      response.writeHead(200, { 'content-type': contentType }).end(text)
    },
    '/health/live': (response) =>
      sendJson(response, 200, { ok: true, worker, uptimeSec: Math.round((Date.now() - started) / 1_000) }),
    '/health/ready': async (response) => {
      const report = await health()
      sendJson(response, report.ok ? 200 : 503, report)
    },
  }
  const server = createServer(async (request, response) => {
    const route = routes[(request.url ?? '').split('?')[0] ?? '']
    if (route === undefined)
      return sendJson(response, 404, { error: `There is nothing here; ${Object.keys(routes).join(', ')} are served.` })
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendJson(response, 405, { error: 'Only GET is served.' })
    try {
      await route(response)
    } catch (error) {
      if (!response.headersSent)
        sendJson(response, 500, { error: error instanceof Error ? error.message : String(error) })
      else response.destroy()
    }
  })
  server.requestTimeout = REQUEST_TIMEOUT_MS
  server.headersTimeout = REQUEST_TIMEOUT_MS
  server.maxConnections = MAX_CONNECTIONS
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new MonitorPortInUse(worker, host, port, setting, cause)))
    server.listen(port, host, resolve)
  })
  // A monitor does not keep a process alive that has nothing else to do.
  server.unref()
  const { port: actual } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
