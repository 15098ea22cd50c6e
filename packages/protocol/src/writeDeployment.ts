import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Deployment } from './Deployment.ts'
import { deploymentFile } from './deploymentFile.ts'
import { formatDeployment } from './formatDeployment.ts'

/** Writes deployments/<chainId>.json as a whole and returns its path. */
export async function writeDeployment(deployment: Deployment, folder?: string): Promise<string> {
  const file = deploymentFile(deployment.chainId, folder)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(`${file}.new`, formatDeployment(deployment))
  await rename(`${file}.new`, file)
  return file
}
