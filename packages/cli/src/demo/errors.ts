import { AssayError } from '@assay/program'

/** The demonstration did not go as it must: something is wrong with this build. */
export class DemoFailed extends AssayError {
  constructor(what: string) {
    super(`the demonstration failed: ${what}. The workers' logs, named above, say why.`)
  }
}
