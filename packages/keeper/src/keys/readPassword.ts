import { readFile } from 'node:fs/promises'
import { SettingsError } from '../errors.ts'
import { hideSecret } from '../process/secrets.ts'

/**
 * The password in a file: its text without the line's end.
 * @param setting for messages
 */
export const readPassword = async (file: string, setting: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new SettingsError([`${setting} names ${file}, which cannot be read (${cause.code}). Correct the path.`])
  })
  const password = text.replace(/\r?\n$/, '')
  if (password === '')
    throw new SettingsError([`${setting} names ${file}, which is empty. Write the password into it.`])
  hideSecret(password)
  return password
}
