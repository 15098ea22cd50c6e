import { decodePosition, type Position } from '@assay/proof'
import { openingsAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import type { OpeningView } from '../opening/OpeningView.ts'
import { firstBlockOfTask } from './firstBlockOfTask.ts'
import { mapBounded } from './mapBounded.ts'
import { readLogs } from './readLogs.ts'
import { readOpening } from './readOpening.ts'

export interface OpeningQuery {
  /** Default: about the block of the task's request. */
  readonly fromBlock?: bigint
  /** Told of what could not be read, which is left out. Without it the first failure is thrown. */
  readonly onUnread?: (position: Position, error: unknown) => void
}

/** Anybody may demand thousands of positions. */
const AT_ONCE = 16

/** All that was demanded of a task's result, oldest first, as it stands now. */
export async function listOpenings(assay: Assay, taskId: Hex, query: OpeningQuery = {}): Promise<OpeningView[]> {
  const { onUnread } = query
  const logs = await readLogs(assay, {
    address: assay.contracts.openings,
    abi: openingsAbi,
    eventName: 'OpeningRequested',
    args: { taskId },
    fromBlock: query.fromBlock ?? (await firstBlockOfTask(assay, taskId)),
  })
  const views = await mapBounded(logs, AT_ONCE, async ({ args }) => {
    const position = decodePosition(args.position)
    try {
      return await readOpening(assay, taskId, position)
    } catch (error) {
      if (onUnread === undefined) throw error
      onUnread(position, error)
      return undefined
    }
  })
  // a log of a block that was undone since is of no opening
  return views.filter((view) => view !== undefined)
}
