import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { assertPortFree } from './assertPortFree.ts'
import { ProcessFailed } from './errors.ts'
import { freePort } from './freePort.ts'
import { loadEmbeddedPostgres } from './loadEmbeddedPostgres.ts'

const PASSWORD = 'password'

export interface Postgres {
  readonly port: number
  /** Connection string of a database of that name, which is created if it is missing. */
  database(name: string): Promise<string>
  /** The same, emptied first. */
  freshDatabase(name: string): Promise<string>
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** The cluster's data directory; initialised when it is empty (0.6 s), reused when it is not. */
  readonly dir: string
  /** Default: a free one. */
  readonly port?: number
}

/** Whether a user other than the owner can reach `dir`: every folder above it lets others pass. */
const reachableByOthers = async (dir: string): Promise<boolean> => {
  for (let at = path.dirname(dir); ; at = path.dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

/** Where the cluster can live: PostgreSQL refuses to run as root and its own user cannot enter, say, a home folder. */
const clusterDir = async (wanted: string, asRoot: boolean): Promise<string> => {
  const dir = path.resolve(wanted)
  await mkdir(dir, { recursive: true })
  if (!asRoot) return dir
  if (await reachableByOthers(dir)) {
    await chmod(dir, 0o755)
    return dir
  }
  const elsewhere = path.join(
    os.tmpdir(),
    `assay-postgres-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}`,
  )
  await mkdir(elsewhere, { recursive: true, mode: 0o755 })
  return elsewhere
}

/** Starts PostgreSQL from its npm package on 127.0.0.1. Durability is off: the chain is the truth and queues are to-do lists. */
export const startPostgres = async (options: PostgresOptions): Promise<Postgres> => {
  const port = options.port ?? (await freePort())
  if (options.port !== undefined) await assertPortFree('PostgreSQL', port, 'ASSAY_POSTGRES_PORT')
  const asRoot = process.getuid?.() === 0
  let words = ''
  const keep = (line: unknown) => {
    words = `${words}${String(line)}\n`.slice(-4000)
  }
  const databaseDir = path.join(await clusterDir(options.dir, asRoot), 'data')
  const EmbeddedPostgres = await loadEmbeddedPostgres()
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: PASSWORD,
    persistent: true,
    createPostgresUser: asRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', 'synchronous_commit=off'],
      ...['-c', 'full_page_writes=off', '-c', 'max_connections=200', '-c', 'unix_socket_directories='],
    ],
    onLog: keep,
    onError: keep,
  })
  try {
    if (!existsSync(path.join(databaseDir, 'PG_VERSION'))) await server.initialise()
    await server.start()
  } catch (cause) {
    throw new ProcessFailed('PostgreSQL', `did not start in ${databaseDir}`, `${words}\n${String(cause)}`)
  }

  const admin = async (...statements: string[]) => {
    const client = server.getPgClient()
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }
  const url = (name: string) => `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/${name}`
  const exists = async (name: string) => {
    const client = server.getPgClient()
    await client.connect()
    try {
      return (await client.query('select 1 from pg_database where datname = $1', [name])).rowCount === 1
    } finally {
      await client.end()
    }
  }
  return {
    port,
    database: async (name) => {
      if (!(await exists(name))) await admin(`create database "${name}"`)
      return url(name)
    },
    freshDatabase: async (name) => {
      await admin(`drop database if exists "${name}" with (force)`, `create database "${name}"`)
      return url(name)
    },
    stop: () => server.stop(),
  }
}
