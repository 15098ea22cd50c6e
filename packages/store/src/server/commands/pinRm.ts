import type { Command } from '../Call.ts'
import { RequestRefused } from '../errors.ts'
import { respond } from '../respond.ts'

export const pinRm: Command = async ({ pins, query, response }) => {
  const cid = query.get('arg') ?? ''
  if (!(await pins.remove(cid))) throw new RequestRefused(500, 'not pinned or pinned indirectly')
  respond(response, 200, { Pins: [cid] })
}
