import { rmSync } from 'node:fs'
import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Runs `write`, which fills a temporary folder; if it fails, or the process is told to end meanwhile, nothing of that is left. */
export const removeIfEnded = async (temporary: string, write: () => Promise<void>): Promise<void> => {
  const remove = () => rmSync(temporary, { recursive: true, force: true })
  const end = (signal: (typeof SIGNALS)[number]) => {
    remove()
    process.exit(128 + constants.signals[signal])
  }
  for (const signal of SIGNALS) process.on(signal, end)
  try {
    await write()
  } finally {
    remove()
    for (const signal of SIGNALS) process.off(signal, end)
  }
}
