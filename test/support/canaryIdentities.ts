import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { LocalNetwork, Role } from './localNetwork.ts'

/** Writes the file with the accounts under which a canary asks and answers, each at any port. Returns its path. */
export const canaryIdentities = async (
  network: LocalNetwork,
  accounts: readonly Role[],
  folder: string,
): Promise<string> => {
  const file = path.join(folder, 'identities.json')
  const identities = accounts.map((role) => ({ name: role, port: 0, privateKey: network.keyOf(role) }))
  await writeFile(file, JSON.stringify(identities))
  return file
}
