import { BaseError, HttpRequestError } from 'viem'

const TOO_MANY_REQUESTS = 429

/** Whether a shorter range of blocks may be answered where this one was not. Who asks too often is not helped by more questions. */
export function isRangeRefusal(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof BaseError)) return true
  const http = cause.walk((at) => at instanceof HttpRequestError) as HttpRequestError | null
  if (http?.status === TOO_MANY_REQUESTS) return false
  return !/rate limit|too many requests|compute units|capacity exceeded/i.test(cause.details)
}
