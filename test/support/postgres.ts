import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type Postgres, startPostgres } from '@assay/localnet'

/** A PostgreSQL server of a test's own, in a directory that is removed when it stops. */
export const testPostgres = async (): Promise<Postgres> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'assay-postgres-'))
  const server = await startPostgres({ dir })
  return {
    ...server,
    stop: async () => {
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
