import {
  type AssuranceLevel,
  assuranceLevels,
  optimisticVerifierAbi,
  type TaskState,
  type TraceMode,
  taskStates,
  traceModes,
} from '@assay/protocol'
import { type Address, type Hex, zeroAddress } from 'viem'
import type { Assay } from '../Assay.ts'
import { TaskAltered, TaskNotFound } from '../errors.ts'
import { taskIdOf } from '../task/taskIdOf.ts'
import { readChecked } from './readChecked.ts'

/** A task as it stands on chain. Times are seconds since 1970, 0n where not set; roots are zero where not set. */
export interface TaskView {
  readonly taskId: Hex
  readonly modelId: Hex
  readonly inputRoot: Hex
  readonly inputDigest: Hex
  /** The only account that may accept; absent: any. */
  readonly wantedProvider?: Address
  readonly token: Address
  /** The client's choice, 64 bits. */
  readonly nonce: bigint
  /** In the token's smallest unit. */
  readonly price: bigint
  /** In the stake token's smallest unit. */
  readonly lock: bigint
  readonly acceptSec: number
  readonly submitSec: number
  readonly windowSec: number
  readonly level: AssuranceLevel
  readonly traceMode: TraceMode
  readonly dials: DialsView
  readonly client: Address
  /** Whose stake is locked; absent before. */
  readonly provider?: Address
  /** The key that accepted: an operator of the provider, or the provider itself; absent before. */
  readonly operator?: Address
  readonly state: TaskState
  readonly acceptBy: bigint
  readonly submitBy: bigint
  readonly finalAt: bigint
  /** Demands for parts of the trace that wait for an answer. */
  readonly pendingOpenings: number
  readonly outputRoot: Hex
  /** Zero, too, for a trace on demand that nobody has demanded. */
  readonly nodesRoot: Hex
}

/** Parts of 10,000: the fee of the price, the others of the lock. */
export interface DialsView {
  readonly stepVerifier: Address
  readonly feeBps: number
  readonly lateBps: number
  readonly clientShareBps: number
  readonly bountyShareBps: number
  readonly reserveShareBps: number
}

/**
 * Believes no node in what a task asks: its id is the hash of that (RULE T-7). Of several nodes one that alters it is passed over, and one
 * that has no such task decides nothing. What became of the task is as the node says.
 * Throws TaskNotFound for an id that no node which answers has, TaskAltered.
 */
export async function readTask(assay: Assay, id: Hex): Promise<TaskView> {
  const taskId = id.toLowerCase() as Hex
  const verifier = assay.contracts.optimisticVerifier
  const call = { address: verifier, abi: optimisticVerifierAbi, functionName: 'taskOf', args: [taskId] } as const
  const found = await readChecked(assay, call, ({ terms, dials, client, state }, node) => {
    if (named(taskStates, state) === 'None') return 'absent'
    const actual = taskIdOf({ chainId: assay.chainId, verifier, client, terms, dials })
    if (actual !== taskId) throw new TaskAltered(node, taskId, actual)
  })
  if (found === undefined) throw new TaskNotFound(taskId)
  const { terms, ...task } = found
  const { provider: wanted, level, traceMode, ...asked } = terms
  const { provider, operator, state, ...rest } = task
  return {
    taskId,
    ...asked,
    ...rest,
    level: named(assuranceLevels, level),
    traceMode: named(traceModes, traceMode),
    state: named(taskStates, state),
    ...(wanted === zeroAddress ? {} : { wantedProvider: wanted }),
    ...(provider === zeroAddress ? {} : { provider, operator }),
  }
}

/** The ABI decoder refuses values an enum does not have. */
function named<const names extends readonly string[]>(names: names, index: number): names[number] {
  return names[index] as names[number]
}
