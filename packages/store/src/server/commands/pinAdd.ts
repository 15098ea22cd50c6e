import type { Command } from '../Call.ts'
import { parseCid } from '../parseCid.ts'
import { respond } from '../respond.ts'

export const pinAdd: Command = async ({ blocks, pins, query, response }) => {
  const cid = parseCid(query.get('arg'))
  await blocks.read(cid)
  await pins.add(cid.toString())
  respond(response, 200, { Pins: [cid.toString()] })
}
