import type { Assay } from '../Assay.ts'
import { askNode } from './askNode.ts'
import type { CallbackView } from './readDelivery.ts'

/** Everything of a delivery but the consumer's own gas, for outputs up to a few kilobytes. */
const OVERHEAD_GAS = 300_000n

/** Wei that bringing a result to its consumer costs at most at the present gas price. */
export async function readDeliveryCost(assay: Assay, { gasLimit }: Pick<CallbackView, 'gasLimit'>): Promise<bigint> {
  const price = await askNode(assay, (client) => client.getGasPrice())
  return (BigInt(gasLimit) + OVERHEAD_GAS) * price
}
