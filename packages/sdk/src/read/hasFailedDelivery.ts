import { resultDeliveryAbi } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { firstBlockOfTask } from './firstBlockOfTask.ts'
import { readLogs } from './readLogs.ts'

/** Whether an account has paid for bringing a task's result to a consumer, and the consumer failed. */
export async function hasFailedDelivery(
  assay: Assay,
  taskId: Hex,
  { consumer, deliverer }: { readonly consumer: Address; readonly deliverer: Address },
): Promise<boolean> {
  const failures = await readLogs(assay, {
    address: assay.contracts.resultDelivery,
    abi: resultDeliveryAbi,
    eventName: 'DeliveryFailed',
    args: { taskId, consumer, deliverer },
    fromBlock: await firstBlockOfTask(assay, taskId),
  })
  return failures.length > 0
}
