import { createServer } from 'node:http'
import type { TraceCommitment } from '@assay/proof'
import { InputNotCanonical, parseTerms, QuoteInvalid, quoteToJson, type SignedQuote, type TaskTerms } from '@assay/sdk'
import Fastify from 'fastify'
import type { Hex } from 'viem'
import { bodyOf } from './bodyOf.ts'
import { boundConnections, type ConnectionLimits, type Ending } from './boundConnections.ts'
import {
  HeldInputsFull,
  PortInUse,
  QuestionsRefused,
  QuotesExhausted,
  ReadsRefused,
  ResultNotServed,
  TermsRefused,
  TooBusy,
} from './errors.ts'
import { fairLimiter } from './fairLimiter.ts'
import { sourceOf } from './sourceOf.ts'
import { trustedProxies } from './trustedProxies.ts'

/** What is served of a trace. */
export type Bundle = Pick<TraceCommitment, 'nodesTree' | 'nodeTrees' | 'tensors'>

export interface ResultServerOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Whose X-Forwarded-For is believed, separated by commas; absent: nobody's. */
  readonly trustedProxies?: string | undefined
  readonly limits?: Partial<ServingLimits>
  /** Bytes that are a part of a result's trace, which nobody changes while they are sent. @throws ResultNotServed, TooBusy */
  readonly partOf: (taskId: Hex, part: (bundle: Bundle) => Uint8Array | undefined) => Promise<Uint8Array | undefined>
  /** Signs a quote, or says why not. @throws TermsRefused, QuotesExhausted, InputNotCanonical */
  readonly quote: (terms: TaskTerms, client: `0x${string}`) => Promise<SignedQuote>
  readonly health: () => Promise<{ readonly ok: boolean; readonly [more: string]: unknown }>
  readonly onError: (error: unknown, path: string) => void
  /** A connection was ended before its time. */
  readonly onEnded?: (ending: Ending) => void
}

export interface ServingLimits extends ConnectionLimits {
  /** Until a request's head, and the whole of it, has come. */
  readonly headMs: number
  readonly requestMs: number
}

export interface ResultServer {
  readonly url: string
  readonly port: number
  readonly connections: () => number
  close(): Promise<void>
}

const digits = { type: 'string', pattern: '^(0|[1-9][0-9]{0,17})$' }
const id = { type: 'string', pattern: '^0x[0-9a-f]{64}$' }
const params = (...names: string[]) => ({
  params: { type: 'object', properties: { taskId: id, ...Object.fromEntries(names.map((name) => [name, digits])) } },
})
const quoteBody = {
  body: {
    type: 'object',
    required: ['terms', 'client'],
    properties: { terms: { type: 'object' }, client: { type: 'string', pattern: '^0x[0-9a-fA-F]{40}$' } },
  },
}
const MAX_BODY_BYTES = 4_096
const MAX_HEAD_BYTES = 8_192
/** Longer than the proxies in use keep theirs (60 s): they would send into a connection that ends. */
const KEEP_ALIVE_MS = 72_000
/** Whoever checks results gives an answer ten seconds in all (openBundle); what is slower than 4 KiB a second is of use to nobody. */
const LIMITS: ServingLimits = {
  ...{ connections: 1_024, perSource: 128, requests: 16 },
  ...{ headMs: 10_000, requestMs: 30_000, stallMs: 20_000, stallBytes: 80 * 2 ** 10 },
}
/** Reading costs a call to the chain, and now and then a trace computed again (createTraces bounds how many). */
const READS = { running: 16, runningPerSource: 4, waitingPerSource: 128, sources: 1_024 } as const
/** A question costs calls to the chain and an input fetched from the store; most of that is waiting. */
const QUESTIONS = { running: 16, runningPerSource: 2, waitingPerSource: 16, sources: 1_024 } as const
/** A committed trace never changes. */
const CACHE_SEC = 3_600
const RETRY_SEC = 2

/**
 * Serves what a provider's results commit to: `GET /results/:taskId/{roots, nodes/:node/leaves, nodes/:node/chunks/:chunk,
 * output}` as raw bytes, `GET /health`, and signs quotes: `POST /quotes` with JSON { terms, client }. Browsers of any origin may read
 * it: all of it is public.
 * @throws PortInUse
 */
export const serveResults = async (options: ResultServerOptions): Promise<ResultServer> => {
  const limits = { ...LIMITS, ...options.limits }
  const isProxy = options.trustedProxies === undefined ? () => false : trustedProxies(options.trustedProxies)
  const server = Fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: isProxy,
    forceCloseConnections: true,
    serverFactory: (handle) => {
      const timeouts = {
        headersTimeout: limits.headMs,
        requestTimeout: limits.requestMs,
        keepAliveTimeout: KEEP_ALIVE_MS,
        // by itself it looks every thirty seconds
        connectionsCheckingInterval: Math.min(1_000, limits.headMs),
      }
      return createServer({ ...timeouts, maxHeaderSize: MAX_HEAD_BYTES }, (request, response) => {
        // what came in one piece with the request that ended the connection is not looked at
        if (!request.socket.destroyed) handle(request, response)
      })
    },
  })
  const connections = boundConnections(
    server.server,
    limits,
    (address) => (isProxy(address) ? undefined : sourceOf(address)),
    options.onEnded,
  )

  const questions = fairLimiter(QUESTIONS, (why) => new QuestionsRefused(why))
  const reads = fairLimiter(READS, (why) => new ReadsRefused(why))

  server.addHook('onRequest', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*').header('access-control-allow-methods', 'GET, POST')
    reply.header('access-control-allow-headers', 'content-type')
  })
  server.setErrorHandler((error, request, reply) => {
    if (error instanceof ResultNotServed) return reply.code(404).send({ error: error.message })
    if (error instanceof TooBusy) return reply.code(503).header('retry-after', RETRY_SEC).send({ error: error.message })
    if (error instanceof TermsRefused || error instanceof QuoteInvalid || error instanceof InputNotCanonical) {
      return reply.code(422).send({ error: error.message })
    }
    if ([QuotesExhausted, QuestionsRefused, ReadsRefused, HeldInputsFull].some((busy) => error instanceof busy)) {
      return reply
        .code(503)
        .header('retry-after', RETRY_SEC)
        .send({ error: (error as Error).message })
    }
    const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500
    if (status < 500) return reply.code(status).send({ error: String(error) })
    options.onError(error, request.url)
    return reply.code(500).send({ error: 'This could not be produced. The provider has been told; ask again later.' })
  })
  server.setNotFoundHandler((request, reply) => reply.code(404).send({ error: `There is nothing at ${request.url}.` }))

  const bytes = (
    path: string,
    names: string[],
    pick: (bundle: Bundle, params: Readonly<Record<string, string>>) => Uint8Array | undefined,
  ) =>
    server.get<{ Params: Readonly<Record<string, string>> & { readonly taskId: Hex } }>(
      path,
      { schema: params(...names) },
      async (request, reply) => {
        const { taskId } = request.params
        const part = await reads(sourceOf(request.ip), () =>
          options.partOf(taskId, (bundle) => pick(bundle, request.params)),
        )
        if (part === undefined)
          throw new ResultNotServed(taskId, `its trace has no ${request.url.split('/').slice(3).join(' ')}`)
        return reply
          .header('content-type', 'application/octet-stream')
          .header('cache-control', `public, max-age=${CACHE_SEC}`)
          .header('content-length', part.byteLength)
          .send(bodyOf(part))
      },
    )

  bytes('/results/:taskId/roots', [], (bundle) => bundle.nodesTree.leaves)
  bytes('/results/:taskId/output', [], (bundle) => bundle.tensors.at(-1))
  bytes('/results/:taskId/nodes/:node/leaves', ['node'], (bundle, { node }) => bundle.nodeTrees[Number(node)]?.leaves)
  bytes('/results/:taskId/nodes/:node/chunks/:chunk', ['node', 'chunk'], (bundle, { node, chunk }) => {
    const tree = bundle.nodeTrees[Number(node)]
    return tree === undefined || Number(chunk) >= 2 ** tree.depth ? undefined : tree.chunk(Number(chunk))
  })
  server.options('/quotes', async (_request, reply) => reply.code(204).send())
  server.post<{ Body: { terms: unknown; client: `0x${string}` } }>(
    '/quotes',
    { schema: quoteBody },
    async (request, reply) => {
      const { terms, client } = request.body
      const asked = parseTerms(terms)
      const signed = await questions(sourceOf(request.ip), () => options.quote(asked, client))
      return reply.header('cache-control', 'no-store').send(quoteToJson(signed))
    },
  )
  let asked: ReturnType<typeof options.health> | undefined
  server.get('/health', async (_request, reply) => {
    // one answer for all who ask meanwhile: it counts jobs and asks the chain
    asked ??= options.health().finally(() => {
      asked = undefined
    })
    const report = await asked
    return reply.code(report.ok ? 200 : 503).send(report)
  })

  try {
    await server.listen({ host: options.host, port: options.port })
  } catch (cause) {
    throw new PortInUse(options.host, options.port, cause)
  }
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  return { url: `http://${options.host}:${port}`, port, connections: connections.count, close: () => server.close() }
}
