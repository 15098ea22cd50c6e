import { ContractRevert } from '@assay/protocol'
import { type Assay, requestTask, type TaskRequest } from '@assay/sdk'
import type { Hex } from 'viem'

/** The task of an intent, which is asked for if it has not been: also by an earlier life that nothing is known of any more (RULE T-7). */
export const requestOnce = async (assay: Assay, request: TaskRequest & { readonly id: string }): Promise<Hex> => {
  try {
    return (await requestTask(assay, request)).taskId
  } catch (error) {
    if (error instanceof ContractRevert && error.errorName === 'TaskAlreadyRequested') return error.args.taskId as Hex
    throw error
  }
}
