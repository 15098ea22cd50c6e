import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { exporter } from 'ipfs-unixfs-exporter'
import type { Blocks } from './Blocks.ts'
import { RequestRefused } from './errors.ts'
import { parseCid } from './parseCid.ts'
import { respond } from './respond.ts'
import { respondError } from './respondError.ts'
import { writeChunks } from './writeChunks.ts'

/** A path gateway: GET /ipfs/<cid>/..., files as bytes, folders as lists, single blocks with `?format=raw`. */
export function gatewayServer(blocks: Blocks): Server {
  return createServer(async (request, response) => {
    try {
      await serve(blocks, request, response)
    } catch (error) {
      respondError(response, error, 400)
    }
  })
}

async function serve(blocks: Blocks, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://store')
  const [, text, rest] = /^\/ipfs\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? []
  response.setHeader('access-control-allow-origin', '*')
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new RequestRefused(405, 'only GET and HEAD')
  if (text === undefined) throw new RequestRefused(404, 'the path is not /ipfs/<cid>')
  const cid = parseCid(text)
  if (!(await blocks.has(cid))) throw new RequestRefused(404, `no block ${cid}`)
  const isRaw =
    url.searchParams.get('format') === 'raw' || (request.headers.accept ?? '').includes('application/vnd.ipld.raw')
  if (isRaw) {
    const bytes = await blocks.read(cid)
    cacheForEver(response, cid.toString())
    return respond(response, 200, bytes, 'application/vnd.ipld.raw')
  }
  const entry = await exporter(text + decodeURIComponent(rest ?? ''), blocks)
  if (entry.type === 'object') throw new RequestRefused(404, `${cid} is neither file nor folder`)
  cacheForEver(response, entry.cid.toString())
  if (entry.type === 'directory') {
    const names: string[] = []
    for await (const child of entry.entries()) names.push(child.name)
    return respond(response, 200, names)
  }
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-length': Number(entry.size),
  })
  if (request.method === 'HEAD') response.end()
  else await writeChunks(response, entry.content())
}

/** Content never changes under its CID; an error may. */
function cacheForEver(response: ServerResponse, cid: string): void {
  response.setHeader('etag', `"${cid}"`)
  response.setHeader('cache-control', 'public, max-age=29030400, immutable')
}
