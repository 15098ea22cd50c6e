import { BaseError, ExecutionRevertedError } from 'viem'

const EXECUTION_ERROR = 3

/** Whether an error is the contracts' answer, which every node gives alike, and no failure of the node that was asked. */
export const isRevert = (error: unknown): boolean => {
  if (!(error instanceof BaseError)) return false
  const found = error.walk((cause) => {
    const { code, data } = cause as { code?: unknown; data?: unknown }
    return code === EXECUTION_ERROR || (typeof data === 'string' && data.startsWith('0x'))
  })
  return found !== null || ExecutionRevertedError.nodeMessage.test(error.details)
}
