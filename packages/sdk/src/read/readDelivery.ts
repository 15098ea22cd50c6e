import { resultDeliveryAbi, type TaskState, taskStates } from '@assay/protocol'
import { type Address, type Hex, zeroAddress, zeroHash } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'

export interface CallbackView {
  readonly client: Address
  readonly consumer: Address
  readonly gasLimit: number
  readonly delivered: boolean
  /** Wei. */
  readonly tip: bigint
}

/** A task's result, final or not, and who waits for it. */
export interface DeliveryView {
  readonly state: TaskState
  /** Absent until a result is submitted. */
  readonly outputRoot?: Hex
  /** Seconds since 1970; 0n where not set. */
  readonly finalAt: bigint
  /** No verdict can change it any more: who acts before that takes the provider's word. */
  readonly isFinal: boolean
  readonly callback?: CallbackView
}

export async function readDelivery(assay: Assay, taskId: Hex): Promise<DeliveryView> {
  const delivery = { address: assay.contracts.resultDelivery, abi: resultDeliveryAbi, args: [taskId] } as const
  const [{ state, outputRoot, ...result }, callback] = await Promise.all([
    readCall(assay, { ...delivery, functionName: 'resultOf' }),
    readCall(assay, { ...delivery, functionName: 'callbackOf' }),
  ])
  return {
    ...result,
    // the ABI decoder refuses values the enum does not have
    state: taskStates[state] as TaskState,
    ...(outputRoot === zeroHash ? {} : { outputRoot }),
    ...(callback.consumer === zeroAddress ? {} : { callback }),
  }
}
