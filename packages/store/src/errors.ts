import { AssayError } from '@assay/program'
import type { Digest } from './Store.ts'

export class StoreAddressInvalid extends AssayError {
  constructor(address: string) {
    super(`"${address}" is no store address. Use http(s)://host:port of a Kubo RPC, or file:///folder.`)
  }
}

export class StoreUnreachable extends AssayError {
  readonly url: string

  constructor(url: string, cause: unknown) {
    super(
      `The content store at ${url} did not answer (${reasonOf(cause)}). Check that it runs and that the address is right, then try again.`,
      { cause, retryable: true },
    )
    this.url = url
  }
}

/** The store answered, but not with what its interface promises. */
export class StoreRefused extends AssayError {
  readonly url: string
  readonly status: number

  constructor(url: string, status: number, message: string) {
    super(
      `The content store at ${url} refused with status ${status}: ${message}. Check that the address is a Kubo RPC (/api/v0).`,
      { retryable: status >= 500 },
    )
    this.url = url
    this.status = status
  }
}

export class ContentNotFound extends AssayError {
  readonly digest: Digest
  readonly url: string

  constructor(digest: Digest, url: string) {
    super(`The store at ${url} has no content ${digest}. Ask its publisher to put it there, or use another store.`, {
      retryable: true,
    })
    this.digest = digest
    this.url = url
  }
}

export class ContentAltered extends AssayError {
  readonly expected: Digest
  readonly actual: Digest
  readonly url: string

  constructor(expected: Digest, actual: Digest, url: string) {
    super(
      `The store at ${url} served bytes that hash to ${actual} instead of ${expected}. They were thrown away; use another store.`,
    )
    this.expected = expected
    this.actual = actual
    this.url = url
  }
}

export class ContentTooLarge extends AssayError {
  readonly limit: number
  /** Bytes seen; where `exact` is false there were more. */
  readonly actual: number

  constructor(what: string, limit: number, actual: number, exact: boolean, next: string) {
    super(`${what} has ${exact ? '' : 'at least '}${actual} bytes; at most ${limit} are allowed. ${next}`)
    this.limit = limit
    this.actual = actual
  }
}

export class DigestInvalid extends AssayError {
  constructor(digest: string) {
    super(`"${digest}" is no digest. A digest is 0x and 64 lower-case hexadecimal digits: the sha256 of the content.`)
  }
}

/** fetch hides the reason in `cause`, one level down. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  if (cause.cause === undefined) return cause.message
  const inner = cause.cause as { code?: string; message?: string }
  return inner.code ?? inner.message ?? cause.message
}
