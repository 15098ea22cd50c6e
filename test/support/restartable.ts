import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { freePort, type Postgres, type RunningProcess, startPostgres, startProcess } from '@assay/localnet'
import { until } from './until.ts'

/** A server that goes away and comes back at the same address. */
export interface Restartable {
  readonly url: string
  stop(): Promise<void>
  start(): Promise<void>
  /** Stops it and removes what it kept. */
  remove(): Promise<void>
}

/** PostgreSQL, which has after a restart what it had before. */
export const restartablePostgres = async (): Promise<Restartable> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'assay-postgres-'))
  const port = await freePort()
  let server: Postgres | undefined
  const start = async () => {
    server = await startPostgres({ dir, port })
  }
  const stop = async () => {
    await server?.stop()
    server = undefined
  }
  await start()
  const url = (await server?.database('assay')) ?? ''
  const remove = async () => {
    await stop()
    await rm(dir, { recursive: true, force: true })
  }
  return { url, start, stop, remove }
}

/** Redis that keeps nothing on disk: after a restart it is empty. */
export const restartableRedis = async (): Promise<Restartable> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'assay-redis-'))
  const port = await freePort()
  let server: RunningProcess | undefined
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(socket.end() !== undefined))
      socket.once('error', () => resolve(false))
    })
  const start = async () => {
    await mkdir(dir, { recursive: true })
    server = startProcess({
      name: 'redis-server',
      command: 'redis-server',
      args: ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, '--save', '', '--appendonly', 'no'],
    })
    await until('Redis answers', answers)
  }
  const stop = async () => {
    await server?.stop()
    server = undefined
  }
  await start()
  const remove = async () => {
    await stop()
    await rm(dir, { recursive: true, force: true })
  }
  return { url: `redis://127.0.0.1:${port}`, start, stop, remove }
}

/** A way to another server that can be cut and opened again. */
export const restartableWay = async (target: string): Promise<Restartable> => {
  const { hostname, port: targetPort } = new URL(target)
  const port = await freePort()
  const sockets = new Set<net.Socket>()
  let server: net.Server | undefined
  const start = async () => {
    server = net.createServer((near) => {
      const far = net.connect(Number(targetPort), hostname)
      for (const [socket, peer] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(socket)
        socket.on('error', () => peer.destroy())
        socket.on('close', () => sockets.delete(socket))
        socket.pipe(peer)
      }
    })
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve))
  }
  const stop = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)))
    server = undefined
  }
  await start()
  return { url: `http://127.0.0.1:${port}`, start, stop, remove: stop }
}
