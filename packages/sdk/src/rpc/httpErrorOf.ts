import { BaseError, HttpRequestError } from 'viem'

export const httpErrorOf = (error: unknown): HttpRequestError | undefined =>
  ((error instanceof BaseError ? error.walk((cause) => cause instanceof HttpRequestError) : null) ?? undefined) as
    | HttpRequestError
    | undefined
