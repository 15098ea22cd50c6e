import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Writes files to a folder that is there whole or not at all, whoever else writes it and however this process ends: they are written
 * beside it and renamed. A signal ends the process after that.
 */
export const writeBuild = async (folder, files) => {
  const unfinished = path.join(path.dirname(folder), `.unfinished-${process.pid}`)
  const leave = () => process.exit(130)
  for (const signal of SIGNALS) process.on(signal, leave)
  try {
    mkdirSync(unfinished, { recursive: true })
    for (const { name, contents } of files) writeFileSync(path.join(unfinished, name), contents)
    renameSync(unfinished, folder)
  } catch (error) {
    // somebody else was faster; the content is the same
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
    // signals that came meanwhile are told to `leave` now
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    for (const signal of SIGNALS) process.off(signal, leave)
  }
}
