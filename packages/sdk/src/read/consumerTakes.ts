import { toHex } from '@assay/proof'
import { encodeFunctionData, parseAbi } from 'viem'
import type { Assay } from '../Assay.ts'
import type { CallbackView } from './readDelivery.ts'

const consumerAbi = parseAbi(['function onResult(uint256 taskId, bytes output)'])

/** Whether a consumer would take a task's output now, called as ResultDelivery calls it; no transaction is sent. */
export async function consumerTakes(
  assay: Assay,
  taskId: bigint,
  { consumer, gasLimit }: Pick<CallbackView, 'consumer' | 'gasLimit'>,
  output: Uint8Array,
): Promise<boolean> {
  const data = encodeFunctionData({ abi: consumerAbi, functionName: 'onResult', args: [taskId, toHex(output)] })
  // a call's gas bears the intrinsic cost as well
  const gas = BigInt(gasLimit) + 100_000n + 40n * BigInt(output.length)
  return assay.publicClient
    .call({ account: assay.contracts.resultDelivery, to: consumer, data, gas })
    .then(() => true)
    .catch(() => false)
}
