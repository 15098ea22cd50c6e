import { AssayError } from '@assay/program'

/** Bytes that are not what a function of this package was promised: a mistake of the caller, not of a provider. */
export class ProofError extends AssayError {}

/** What was served is not what the claim commits to. */
export class EvidenceError extends AssayError {
  readonly what: string
  readonly served: string
  readonly expected: string

  constructor(what: string, served: string, expected: string) {
    super(
      `The provider served ${what} that is not what its result commits to: got ${served}, expected ${expected}. ` +
        'Fetch it again, or from another source; if nobody has it, it is withheld.',
      { retryable: true },
    )
    this.what = what
    this.served = served
    this.expected = expected
  }
}

/** Our own execution is wrong where it differs from the provider's: by the op's definition the provider is right. */
export class OwnTraceError extends AssayError {
  readonly node: number
  readonly element: number

  constructor(node: number, element: number, right: number) {
    super(
      `Our trace is wrong at node ${node}, element ${element}: the op's definition gives ${right}, as the provider says, ` +
        'and we hold another value. Accuse nobody; run the self-test of the executor on this machine.',
    )
    this.node = node
    this.element = element
  }
}
