import type { Command } from '../Call.ts'
import { parseCid } from '../parseCid.ts'
import { respond } from '../respond.ts'

export const blockStat: Command = async ({ blocks, query, response }) => {
  const cid = parseCid(query.get('arg'))
  const { length } = await blocks.read(cid)
  respond(response, 200, { Key: cid.toString(), Size: length })
}
