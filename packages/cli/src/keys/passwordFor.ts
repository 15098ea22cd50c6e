import { readPassword } from '@assay/keeper/keys'
import { UsageError } from '../errors.ts'
import { readSecretLine } from './readSecretLine.ts'

/** The password of a keystore: from a file, or asked for; a new one twice. */
export const passwordFor = async (file: string | undefined, kind: 'new' | 'known'): Promise<string> => {
  if (file !== undefined) return readPassword(file, '--password-file')
  const password = await readSecretLine('password: ')
  if (password === '') throw new UsageError('an empty password protects nothing. Give one, or --password-file.')
  if (kind === 'new' && process.stdin.isTTY && (await readSecretLine('again: ')) !== password)
    throw new UsageError('the passwords differ. Nothing was written; try again.')
  return password
}
