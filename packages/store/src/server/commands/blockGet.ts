import type { Command } from '../Call.ts'
import { parseCid } from '../parseCid.ts'
import { respond } from '../respond.ts'

export const blockGet: Command = async ({ blocks, query, response }) =>
  respond(response, 200, await blocks.read(parseCid(query.get('arg'))), 'application/octet-stream')
