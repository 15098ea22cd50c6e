import { AssayError } from '@assay/program'
import { decodeRevert } from '@assay/protocol'
import { BaseError, HttpRequestError, TimeoutError } from 'viem'
import { RpcFailed, RpcUnreachable } from './errors.ts'

/** Any error of a call to the chain as one of ours: a revert in words, a node that is down, a node that refuses. */
export function asAssayError(rpcUrl: string, error: unknown): AssayError {
  if (error instanceof AssayError) return error
  const revert = decodeRevert(error)
  if (revert !== undefined) return revert
  if (!(error instanceof BaseError)) return new RpcFailed(rpcUrl, String(error), error)
  const lost = error.walk((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError)
  if (lost !== null) return new RpcUnreachable(rpcUrl, reasonOf(lost), error)
  return new RpcFailed(rpcUrl, error.details || error.shortMessage, error)
}

/** fetch says only "fetch failed"; the reason is below it. */
function reasonOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, status } = at as { code?: unknown; status?: unknown }
    if (typeof code === 'string') return code
    if (typeof status === 'number') return `HTTP status ${status}`
  }
  return error instanceof BaseError ? error.details || error.shortMessage : String(error)
}
