import type http from 'node:http'
import type { Socket } from 'node:net'

export interface ConnectionLimits {
  /** Of everybody together. */
  readonly connections: number
  /** Of one source. */
  readonly perSource: number
  /** Requests that one connection has under way: what was sent before the answers came. */
  readonly requests: number
  /** An answer of which less than `stallBytes` are taken in this time is given up. */
  readonly stallMs: number
  readonly stallBytes: number
}

/** Why a connection was ended: there were too many, or its answers were not read. */
export type Ending = 'crowded' | 'stalled' | 'piled'

export interface Connections {
  count(): number
}

interface Connection {
  readonly socket: Socket
  /** Requests that came and are not answered whole. */
  requests: number
  /** When it last opened, asked, or took something in. */
  movedAt: number
  /** Bytes that the other side has taken, when the present stall time began; absent while nothing waits for it. */
  taken?: { readonly at: number; readonly bytes: number }
}

/** The other side has yet to take these bytes in. */
const waiting = ({ socket }: Connection): number => socket.writableLength
const takenBy = ({ socket }: Connection): number => (socket.bytesWritten ?? 0) - socket.writableLength
/** What is idle goes before what is slow, and both before what waits for us. */
const worth = (connection: Connection): number => {
  if (waiting(connection) > 0) return 1
  return connection.requests === 0 ? 0 : 2
}
const isLess = (a: Connection, b: Connection): boolean =>
  worth(a) === worth(b) ? a.movedAt < b.movedAt : worth(a) < worth(b)

/**
 * Keeps a server's connections within limits without refusing a new one: where there are too many, one of whoever has most goes, the one that
 * does least. So whoever opens a thousand pushes out its own, and who comes next is served.
 * @param sourceOf who is behind an address; undefined: a proxy, for many
 */
export const boundConnections = (
  server: http.Server,
  limits: ConnectionLimits,
  sourceOf: (address: string) => string | undefined,
  onEnded: (ending: Ending) => void = () => undefined,
): Connections => {
  const sources = new Map<string | undefined, Set<Connection>>()
  const bySocket = new WeakMap<Socket, { readonly source: string | undefined; readonly connection: Connection }>()
  let count = 0

  const forget = (source: string | undefined, connection: Connection) => {
    const all = sources.get(source)
    if (all?.delete(connection) !== true) return
    count -= 1
    if (all.size === 0) sources.delete(source)
  }
  const end = (source: string | undefined, connection: Connection, ending: Ending) => {
    forget(source, connection)
    onEnded(ending)
    // what the system still holds of an unread answer goes at once; who is idle may have an answer to read
    if (worth(connection) === 0) connection.socket.destroy()
    else connection.socket.resetAndDestroy()
  }
  const endLeastOf = (from: readonly (string | undefined)[], newest: Connection) => {
    let least: { readonly source: string | undefined; readonly connection: Connection } | undefined
    for (const source of from) {
      for (const connection of sources.get(source) ?? []) {
        if (connection !== newest && (least === undefined || isLess(connection, least.connection)))
          least = { source, connection }
      }
    }
    if (least !== undefined) end(least.source, least.connection, 'crowded')
  }
  /** Proxies, which stand for many, have half of all to themselves. */
  const crowdOf = (source: string | undefined, size: number) =>
    source === undefined ? size - limits.connections / 2 : size
  const withMost = (): (string | undefined)[] => {
    const crowds = [...sources].map(([source, { size }]) => ({ source, crowd: crowdOf(source, size) }))
    const most = crowds.reduce((greatest, { crowd }) => Math.max(greatest, crowd), Number.NEGATIVE_INFINITY)
    return crowds.filter(({ crowd }) => crowd === most).map(({ source }) => source)
  }

  server.on('connection', (socket: Socket) => {
    const source = sourceOf(socket.remoteAddress ?? '')
    const connection: Connection = { socket, requests: 0, movedAt: performance.now() }
    const all = sources.get(source) ?? new Set()
    sources.set(source, all.add(connection))
    bySocket.set(socket, { source, connection })
    count += 1
    socket.once('close', () => forget(source, connection))
    if (source !== undefined && all.size > limits.perSource) endLeastOf([source], connection)
    else if (count > limits.connections) endLeastOf(withMost(), connection)
  })
  server.prependListener('request', ({ socket }, response) => {
    const known = bySocket.get(socket)
    if (known === undefined || socket.destroyed) return
    const { source, connection } = known
    connection.requests += 1
    connection.movedAt = performance.now()
    response.once('close', () => {
      connection.requests -= 1
      connection.movedAt = performance.now()
    })
    if (connection.requests > limits.requests) end(source, connection, 'piled')
  })

  const look = () => {
    const now = performance.now()
    for (const [source, all] of sources) {
      for (const connection of all) {
        if (waiting(connection) === 0) {
          delete connection.taken
          continue
        }
        const bytes = takenBy(connection)
        connection.taken ??= { at: now, bytes }
        const { at, bytes: before } = connection.taken
        if (now - at < limits.stallMs) continue
        if (bytes - before < limits.stallBytes) end(source, connection, 'stalled')
        else connection.taken = { at: now, bytes }
      }
    }
  }
  const timer = setInterval(look, Math.max(10, limits.stallMs / 20)).unref()
  server.once('close', () => clearInterval(timer))
  return { count: () => count }
}
