import { openingsAbi } from '@assay/protocol'
import type { Assay } from '../Assay.ts'
import { askNode } from './askNode.ts'
import { readCall } from './readCall.ts'

/** Of a transaction that demands an opening: docs/gas.md, "Openings". */
const DEMAND_GAS = 250_000n

/**
 * Wei that demanding some answers takes at this block's fees: their bonds, which are the provider's once it answers, and the gas.
 * @param counts how many answers, by their length in bytes
 */
export async function readDemandCost(assay: Assay, counts: ReadonlyMap<number, number>): Promise<bigint> {
  const bondOf = (length: number) =>
    readCall(assay, {
      address: assay.contracts.openings,
      abi: openingsAbi,
      functionName: 'bondOf',
      args: [BigInt(length)],
    })
  const gasPrice = await askNode(assay, (client) => client.getGasPrice())
  const costs = [...counts].map(
    async ([length, count]) => BigInt(count) * ((await bondOf(length)) + DEMAND_GAS * gasPrice),
  )
  return (await Promise.all(costs)).reduce((sum, cost) => sum + cost, 0n)
}
