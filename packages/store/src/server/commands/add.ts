import { importer } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import type { Command } from '../Call.ts'
import { readUploads } from '../readUploads.ts'

const MAX_FILE_BYTES = 64 << 20
const KUBO_CHUNK_BYTES = 262_144
/** Kubo's, so that equal files get equal CIDs. */
const KUBO_MAX_CHILDREN = 174

/** Files as UnixFS DAGs. */
export const add: Command = async ({ blocks, pins, query, request, response }) => {
  const cidVersion = query.get('cid-version') === '1' ? 1 : 0
  const uploads = await readUploads(request, MAX_FILE_BYTES)
  const chunkSize = Number(/^size-(\d+)$/.exec(query.get('chunker') ?? '')?.[1] ?? KUBO_CHUNK_BYTES)
  const source = uploads.map(({ path, content }) => (path === '' ? { content } : { path, content }))
  response.writeHead(200, { 'content-type': 'application/json' })
  let root: string | undefined
  for await (const entry of importer(source, blocks, {
    cidVersion,
    rawLeaves: query.has('raw-leaves') ? query.get('raw-leaves') === 'true' : cidVersion === 1,
    wrapWithDirectory: query.get('wrap-with-directory') === 'true',
    chunker: fixedSize({ chunkSize }),
    layout: balanced({ maxChildrenPerNode: KUBO_MAX_CHILDREN }),
  })) {
    root = entry.cid.toString()
    response.write(`${JSON.stringify({ Name: entry.path || root, Hash: root, Size: String(entry.size) })}\n`)
  }
  if (root !== undefined && query.get('pin') !== 'false') await pins.add(root)
  response.end()
}
