import { BaseError, HttpRequestError, TimeoutError } from 'viem'

export type SendErrorKind =
  | 'known'
  | 'nonce-used'
  | 'underpriced'
  | 'fee-too-low'
  | 'no-funds'
  | 'out-of-gas'
  | 'unreachable'
  | 'other'

/** What a node means by refusing a raw transaction. Nodes differ in words and share no codes. */
export function sendErrorKind(error: unknown): SendErrorKind {
  if (!(error instanceof BaseError)) return 'other'
  if (error.walk((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError) !== null) {
    return 'unreachable'
  }
  const text = `${error.details} ${error.shortMessage} ${error.message}`
  if (/already known|already imported|known transaction|already exists/i.test(text)) return 'known'
  if (/nonce (is )?too low|nonce has already been used|invalid nonce|old nonce/i.test(text)) return 'nonce-used'
  if (/less than block base fee|fee cap less than/i.test(text)) return 'fee-too-low'
  if (/underpriced|replacement fee too low|fee too low to replace/i.test(text)) return 'underpriced'
  if (/insufficient funds|insufficient balance/i.test(text)) return 'no-funds'
  if (/exceeds allowance|out ?of ?gas|gas limit too high|exceeds .*gas limit/i.test(text)) return 'out-of-gas'
  return 'other'
}
