import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { freePort, startProcess } from '@assay/localnet'

export interface TestRedis {
  readonly url: string
  stop(): Promise<void>
}

const START_TIMEOUT_MS = 120_000

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(socket.end() !== undefined))
    socket.once('error', () => resolve(false))
  })

/** Why there is no Redis to test with, or undefined if there is: $REDIS_URL, else `redis-server` on the path. */
export const redisMissing = async (): Promise<string | undefined> => {
  if (process.env.REDIS_URL) return undefined
  try {
    await promisify(execFile)('redis-server', ['--version'])
    return undefined
  } catch {
    return 'no Redis: set REDIS_URL, or install redis-server (no npm package ships one that runs everywhere)'
  }
}

/** A Redis of a test's own, or the one at $REDIS_URL. */
export const testRedis = async (): Promise<TestRedis> => {
  const given = process.env.REDIS_URL
  if (given) return { url: given, stop: async () => {} }
  const dir = await mkdtemp(path.join(os.tmpdir(), 'assay-redis-'))
  const port = await freePort()
  const server = startProcess({
    name: 'redis-server',
    command: 'redis-server',
    args: ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, '--save', '', '--appendonly', 'no'],
  })
  const end = Date.now() + START_TIMEOUT_MS
  while (!(await accepts(port)) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
