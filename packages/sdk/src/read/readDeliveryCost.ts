import type { Assay } from '../Assay.ts'
import { askNode } from './askNode.ts'
import type { CallbackView } from './readDelivery.ts'

/** Everything of a delivery but the consumer's own gas and the output's bytes. */
const OVERHEAD_GAS = 250_000n
/** Calldata at its floor price (EIP-7623), copying and hashing. */
const GAS_PER_BYTE = 60n

/** Wei that bringing a result to its consumer costs at most at the present gas price. */
export async function readDeliveryCost(
  assay: Assay,
  { gasLimit }: Pick<CallbackView, 'gasLimit'>,
  outputBytes: number,
): Promise<bigint> {
  const price = await askNode(assay, (client) => client.getGasPrice())
  return (BigInt(gasLimit) + OVERHEAD_GAS + GAS_PER_BYTE * BigInt(outputBytes)) * price
}
