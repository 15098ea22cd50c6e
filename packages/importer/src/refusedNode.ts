import { AssayError } from '@assay/program'

/** Thrown while one node is translated, caught where all nodes are: so that every problem is listed at once. */
export class RefusedNode extends AssayError {
  readonly reason: string
  readonly next: string

  /** @param reason empty where another node is to blame, which is listed itself */
  constructor(reason: string, next = 'replace it or leave it out of the exported model') {
    super(reason)
    this.reason = reason
    this.next = next
  }
}
