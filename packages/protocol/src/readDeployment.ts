import { readFile } from 'node:fs/promises'
import type { Deployment } from './Deployment.ts'
import { deploymentFile } from './deploymentFile.ts'
import { DeploymentInvalid, DeploymentMissing } from './errors.ts'
import { parseDeployment } from './parseDeployment.ts'

/** Reads deployments/<chainId>.json. Throws DeploymentMissing, DeploymentInvalid. */
export async function readDeployment(chainId: number, folder?: string): Promise<Deployment> {
  const file = deploymentFile(chainId, folder)
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new DeploymentMissing(chainId, file, cause)
  })
  const deployment = parseDeployment(text, file)
  if (deployment.chainId !== chainId) throw new DeploymentInvalid(file, 'chainId', deployment.chainId, `${chainId}`)
  return deployment
}
