import type { Command } from '../Call.ts'
import { RequestRefused } from '../errors.ts'
import { respond } from '../respond.ts'

export const pinLs: Command = async ({ pins, query, response }) => {
  const asked = query.getAll('arg')
  for (const cid of asked) if (!pins.has(cid)) throw new RequestRefused(500, `path '${cid}' is not pinned`)
  const listed = asked.length > 0 ? asked : pins.list()
  if (query.get('stream') === 'true') {
    const lines = listed.map((cid) => `${JSON.stringify({ Cid: cid, Type: 'recursive' })}\n`)
    return respond(response, 200, lines.join(''))
  }
  respond(response, 200, { Keys: Object.fromEntries(listed.map((cid) => [cid, { Type: 'recursive' }])) })
}
