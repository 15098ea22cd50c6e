import type { Deployment } from './Deployment.ts'

/** The text of a deployment file; `parseDeployment` reads it back. */
export function formatDeployment(deployment: Deployment): string {
  const { chainId, startBlock, genesis, contracts } = deployment
  return `${JSON.stringify({ chainId, startBlock: Number(startBlock), genesis, contracts }, null, 2)}\n`
}
