import { readdir, readFile } from 'node:fs/promises'

/** Clock ticks of /proc: 100 a second on every Linux. */
const TICKS_PER_SEC = 100

export interface ProcessUse {
  readonly pid: number
  readonly parent: number
  readonly command: string
  /** Processor time so far, of children that have ended too. */
  readonly cpuSeconds: number
}

/** What this process and all that descend from it have used; empty where there is no /proc. */
export const processTree = async (root: number): Promise<readonly ProcessUse[]> => {
  const names = await readdir('/proc').catch(() => [])
  const all = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProcess))
  const known = all.filter((found) => found !== undefined)
  const family = new Set([root])
  // children are not listed after their parents in general
  for (let size = 0; size !== family.size; ) {
    size = family.size
    for (const { pid, parent } of known) if (family.has(parent)) family.add(pid)
  }
  return known.filter(({ pid }) => family.has(pid))
}

const readProcess = async (pid: string): Promise<ProcessUse | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // the command stands in parentheses and may hold anything
  const found = /^\d+ \((.*)\) (.*)$/s.exec(text)
  const fields = found?.[2]?.split(' ')
  if (found?.[1] === undefined || fields === undefined) return undefined
  // utime, stime, cutime, cstime: fields 14 to 17 of proc(5), of which the first two are cut off here
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  return { pid: Number(pid), parent: Number(fields[1]), command: found[1], cpuSeconds: ticks / TICKS_PER_SEC }
}
