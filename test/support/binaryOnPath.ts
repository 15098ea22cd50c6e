import { accessSync, constants } from 'node:fs'
import path from 'node:path'

/** The program that `setting` names in the environment, or the one of that name on the path; undefined: this machine has none. */
export const binaryOnPath = (name: string, setting: string): string | undefined => {
  const folders = (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name))
  return [process.env[setting] ?? '', ...folders].find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return file !== ''
    } catch {
      return false
    }
  })
}
