import * as dagPb from '@ipld/dag-pb'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { maxBlockBytes } from '../../Store.ts'
import type { Command } from '../Call.ts'
import { RequestRefused } from '../errors.ts'
import { readUploads } from '../readUploads.ts'
import { respond } from '../respond.ts'

const codecs: Readonly<Record<string, number>> = { raw: raw.code, 'dag-pb': dagPb.code, protobuf: dagPb.code }

export const blockPut: Command = async ({ blocks, pins, query, request, response }) => {
  const name = query.get('cid-codec') ?? query.get('format') ?? 'raw'
  const codec = codecs[name]
  if (codec === undefined)
    throw new RequestRefused(500, `codec "${name}" is not supported; use ${Object.keys(codecs).join(', ')}`)
  const lines: string[] = []
  for (const { content } of await readUploads(request, maxBlockBytes)) {
    const cid = CID.createV1(codec, await sha256.digest(content))
    await blocks.put(cid, content)
    if (query.get('pin') === 'true') await pins.add(cid.toString())
    lines.push(`${JSON.stringify({ Key: cid.toString(), Size: content.length })}\n`)
  }
  respond(response, 200, lines.join(''))
}
