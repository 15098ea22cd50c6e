import type { TraceCommitment } from '@assay/proof'
import Fastify from 'fastify'
import { PortInUse, ResultNotServed, TooBusy } from './errors.ts'

/** What is served of a trace. */
export type Bundle = Pick<TraceCommitment, 'nodesTree' | 'nodeTrees' | 'tensors'>

export interface ResultServerOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** @throws ResultNotServed, TooBusy */
  readonly bundleOf: (taskId: bigint) => Promise<Bundle>
  readonly health: () => Promise<{ readonly ok: boolean; readonly [more: string]: unknown }>
  readonly onError: (error: unknown, path: string) => void
}

export interface ResultServer {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

const digits = { type: 'string', pattern: '^(0|[1-9][0-9]{0,17})$' }
const params = (...names: string[]) => ({
  params: { type: 'object', properties: Object.fromEntries(names.map((name) => [name, digits])) },
})
/** A committed trace never changes. */
const CACHE_SEC = 3_600
const RETRY_SEC = 2

/**
 * Serves what a provider's results commit to: `GET /results/:taskId/{roots, nodes/:node/leaves, nodes/:node/chunks/:chunk,
 * output}` as raw bytes, and `GET /health`. Browsers of any origin may read it: all of it is public.
 * @throws PortInUse
 */
export const serveResults = async (options: ResultServerOptions): Promise<ResultServer> => {
  const server = Fastify({ logger: false, bodyLimit: 1, requestTimeout: 30_000, forceCloseConnections: true })

  server.addHook('onRequest', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*').header('access-control-allow-methods', 'GET')
  })
  server.setErrorHandler((error, request, reply) => {
    if (error instanceof ResultNotServed) return reply.code(404).send({ error: error.message })
    if (error instanceof TooBusy) return reply.code(503).header('retry-after', RETRY_SEC).send({ error: error.message })
    const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500
    if (status < 500) return reply.code(status).send({ error: String(error) })
    options.onError(error, request.url)
    return reply
      .code(500)
      .send({ error: 'The result could not be produced. Its provider has been told; ask again later.' })
  })
  server.setNotFoundHandler((request, reply) => reply.code(404).send({ error: `There is nothing at ${request.url}.` }))

  const bytes = (
    path: string,
    names: string[],
    pick: (bundle: Bundle, params: Readonly<Record<string, string>>) => Uint8Array | undefined,
  ) =>
    server.get<{ Params: Record<string, string> }>(
      path,
      { schema: params('taskId', ...names) },
      async (request, reply) => {
        const taskId = BigInt(request.params.taskId ?? '')
        const part = pick(await options.bundleOf(taskId), request.params)
        if (part === undefined)
          throw new ResultNotServed(taskId, `its trace has no ${request.url.split('/').slice(3).join(' ')}`)
        return reply
          .header('content-type', 'application/octet-stream')
          .header('cache-control', `public, max-age=${CACHE_SEC}`)
          .send(Buffer.from(part.buffer, part.byteOffset, part.byteLength))
      },
    )

  bytes('/results/:taskId/roots', [], (bundle) => bundle.nodesTree.leaves)
  bytes('/results/:taskId/output', [], (bundle) => bundle.tensors.at(-1))
  bytes('/results/:taskId/nodes/:node/leaves', ['node'], (bundle, { node }) => bundle.nodeTrees[Number(node)]?.leaves)
  bytes('/results/:taskId/nodes/:node/chunks/:chunk', ['node', 'chunk'], (bundle, { node, chunk }) => {
    const tree = bundle.nodeTrees[Number(node)]
    return tree === undefined || Number(chunk) >= 2 ** tree.depth ? undefined : tree.chunk(Number(chunk))
  })
  server.get('/health', async (_request, reply) => {
    const report = await options.health()
    return reply.code(report.ok ? 200 : 503).send(report)
  })

  try {
    await server.listen({ host: options.host, port: options.port })
  } catch (cause) {
    throw new PortInUse(options.host, options.port, cause)
  }
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  return { url: `http://${options.host}:${port}`, port, close: () => server.close() }
}
