import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isAlive } from './isAlive.mjs'

const MARK = /^used-by-(\d+)$/

/** The processes that run a build, by the marks that `noteUse` left in its folder. */
export const usersOf = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const pid = Number(MARK.exec(name)?.[1] ?? Number.NaN)
    return Number.isNaN(pid) ? [] : [{ pid, mark: path.join(folder, name) }]
  })

/**
 * Says as long as this process runs that it needs a build: some of it is loaded late. A folder that cannot be written to is
 * removed by nobody either.
 * @returns whether the build is there; another process may just have removed it
 */
export const noteUse = (folder) => {
  const mark = path.join(folder, `used-by-${process.pid}`)
  try {
    for (const user of usersOf(folder)) if (!isAlive(user.pid)) rmSync(user.mark, { force: true })
    writeFileSync(mark, '')
  } catch (error) {
    if (error.code === 'EROFS' || error.code === 'EACCES') return true
    if (error.code === 'ENOENT') return false
    throw error
  }
  process.once('exit', () => rmSync(mark, { force: true }))
  return true
}
