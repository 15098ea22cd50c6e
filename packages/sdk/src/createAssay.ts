import type { Deployment } from '@assay/protocol'
import type { Assay } from './Assay.ts'
import { type ChainOptions, createChain } from './createChain.ts'
import { DeploymentStale, WrongChain } from './errors.ts'
import { askNode } from './read/askNode.ts'

export interface AssayOptions extends ChainOptions {
  /** Default: deployments/<chainId>.json. */
  readonly deployment?: Deployment
  /** Where deployment files are, if not in the repository. */
  readonly deploymentsFolder?: string
}

/**
 * Connects to a chain and to the contracts on it.
 * Throws RpcUnreachable, WrongChain, DeploymentMissing, DeploymentInvalid, DeploymentStale.
 */
export async function createAssay(options: AssayOptions): Promise<Assay> {
  const expected = options.deployment
  const chain = await createChain({ ...(expected === undefined ? {} : { expected }), ...options })
  const deployment = options.deployment ?? (await deploymentOf(chain.chainId, options.deploymentsFolder))
  const { chainId, contracts } = deployment
  if (chainId !== chain.chainId) throw new WrongChain(chain.rpcUrl, chainId, chain.chainId)
  const [genesis, code] = await askNode(chain, (client) =>
    Promise.all([client.getBlock({ blockNumber: 0n }), client.getCode({ address: contracts.optimisticVerifier })]),
  )
  if (genesis.hash !== deployment.genesis) {
    throw new DeploymentStale(chainId, `its first block is ${genesis.hash}, not ${deployment.genesis}`)
  }
  if (code === undefined) throw new DeploymentStale(chainId, `no contract is at ${contracts.optimisticVerifier}`)
  return { ...chain, deployment, contracts }
}

/** Files are read only where there is a file system to read from. */
async function deploymentOf(chainId: number, folder: string | undefined): Promise<Deployment> {
  const { readDeployment } = await import('@assay/protocol/deployments')
  return readDeployment(chainId, folder)
}
