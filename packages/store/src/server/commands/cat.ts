import { exporter } from 'ipfs-unixfs-exporter'
import type { Command } from '../Call.ts'
import { RequestRefused } from '../errors.ts'
import { writeChunks } from '../writeChunks.ts'

/** The bytes of a file, or a part of them. */
export const cat: Command = async ({ blocks, query, response }) => {
  const entry = await exporter((query.get('arg') ?? '').replace(/^\/?ipfs\//, ''), blocks)
  if (entry.type === 'directory' || entry.type === 'object') throw new RequestRefused(500, 'this dag node is no file')
  const length = query.get('length')
  const offset = Number(query.get('offset') ?? 0)
  response.writeHead(200, { 'content-type': 'text/plain', 'x-stream-output': '1' })
  await writeChunks(response, entry.content({ offset, ...(length === null ? {} : { length: Number(length) }) }))
}
