import { BaseError, TimeoutError } from 'viem'
import { httpErrorOf } from './httpErrorOf.ts'

const TOO_MANY_REQUESTS = 429

const timedOut = (error: unknown): boolean =>
  error instanceof BaseError && error.walk((cause) => cause instanceof TimeoutError) !== null
/** Some say it in the body of an answer with status 200. */
const saysTooMany = (error: unknown): boolean =>
  error instanceof BaseError && /rate limit|too many requests|compute units|capacity exceeded/i.test(error.details)

/** Why the node itself is in trouble, rather than refusing this one question; undefined if it is not. */
export const outageOf = (error: unknown): string | undefined => {
  const status = httpErrorOf(error)?.status
  if (status === TOO_MANY_REQUESTS || saysTooMany(error)) return 'it answers that there are too many requests (429)'
  if (status !== undefined) return `it answers with HTTP status ${status}`
  if (timedOut(error)) return 'it did not answer in time'
  return httpErrorOf(error) === undefined ? undefined : 'it cannot be reached'
}
