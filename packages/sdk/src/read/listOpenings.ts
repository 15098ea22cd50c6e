import { decodePosition, type Position } from '@assay/proof'
import { openingsAbi } from '@assay/protocol'
import type { Assay } from '../Assay.ts'
import type { OpeningView } from '../opening/OpeningView.ts'
import { readLogs } from './readLogs.ts'
import { readOpening } from './readOpening.ts'

/** All that was demanded of a task's result, oldest first, as it stands now. */
export async function listOpenings(assay: Assay, taskId: bigint): Promise<OpeningView[]> {
  const logs = await readLogs(assay, {
    address: assay.contracts.openings,
    abi: openingsAbi,
    eventName: 'OpeningRequested',
    args: { taskId },
  })
  const positions = logs.map(({ args }): Position => decodePosition(args.position))
  const views = await Promise.all(positions.map((position) => readOpening(assay, taskId, position)))
  // a log of a block that was undone since is of no opening
  return views.filter((view) => view !== undefined)
}
