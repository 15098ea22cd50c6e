import { readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { isAlive } from './isAlive.mjs'
import { usersOf } from './noteUse.mjs'

/** For who goes back and forth between two branches. */
const KEPT = 3
const BUILD = /^[0-9a-f]{16}$/
const UNFINISHED = /^\.unfinished-(\d+)$/

/** Removes builds that no process runs, but for the last that were used, and what a build that was killed has begun. */
export const removeUnused = (dist) => {
  const names = readdirSync(dist)
  for (const name of names) {
    const pid = UNFINISHED.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(path.join(dist, name), { recursive: true, force: true })
  }
  const builds = names
    .filter((name) => BUILD.test(name))
    .map((name) => path.join(dist, name))
    // its folder changes when a process begins to use it
    .map((folder) => ({ folder, used: statSync(folder).mtimeMs }))
    .sort((a, b) => b.used - a.used)
  for (const { folder } of builds.slice(KEPT))
    if (!usersOf(folder).some(({ pid }) => isAlive(pid))) rmSync(folder, { recursive: true, force: true })
}
