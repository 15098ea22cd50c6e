import { optimisticVerifierAbi } from '@assay/protocol'
import { type Assay, readLogs } from '@assay/sdk'
import type { Hex } from 'viem'
import { UsageError } from './errors.ts'

const WHOLE = /^0x[0-9a-f]{64}$/i
/** As long as what lists and messages show of an id. */
const BEGINNING = /^0x[0-9a-f]{8,63}$/i

/** A task's id as it is, or that of the one task whose id begins with `text`. */
export const findTaskId = async (assay: Assay, text: string): Promise<Hex> => {
  if (WHOLE.test(text)) return text.toLowerCase() as Hex
  if (!BEGINNING.test(text))
    throw new UsageError(
      `a task is named by 0x and 64 hexadecimal digits, or the first 8 or more of them; "${text}" is none. assay task list shows them.`,
    )
  const requests = await readLogs(assay, {
    address: assay.contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    eventName: 'TaskRequested',
  })
  // after a reorganisation nodes may show one request in two blocks
  const ids = [...new Set(requests.map(({ args }) => args.taskId))]
  const found = ids.filter((taskId) => taskId.startsWith(text.toLowerCase()))
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  throw new UsageError(
    found.length === 0
      ? `no task's id begins with ${text} on chain ${assay.deployment.chainId}. assay task list shows those there are.`
      : `${found.length} tasks' ids begin with ${text}: ${found.join(', ')}. Give more digits.`,
  )
}
