import type { Chain } from '../Assay.ts'
import { asAssayError } from '../asAssayError.ts'

/** Asks the node something; every failure is a named error. */
export async function askNode<T>(
  chain: Pick<Chain, 'rpcUrl' | 'publicClient'>,
  ask: (client: Chain['publicClient']) => Promise<T>,
): Promise<T> {
  try {
    return await ask(chain.publicClient)
  } catch (error) {
    throw asAssayError(chain.rpcUrl, error)
  }
}
