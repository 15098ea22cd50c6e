import path from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..')

/** Path of a chain's deployment file; the default folder is the repository's. */
export function deploymentFile(chainId: number, folder = path.join(repository, 'deployments')): string {
  return path.join(folder, `${chainId}.json`)
}
