import { AssayError } from '@assay/program'
import type { Hex } from 'viem'

export class IdentitiesInvalid extends AssayError {
  constructor(file: string, where: string, expected: string) {
    super(`${file}: ${where} has to be ${expected}. docs/canary.md shows a whole file.`)
  }
}

export class IntentDamaged extends AssayError {
  constructor(file: string, cause: unknown) {
    super(`${file} is no intent of a canary (${String(cause)}). Remove it if no task of its accounts is open.`, {
      cause,
    })
  }
}

/** A refuted task whose verdict the node does not show yet. */
export class VerdictMissing extends AssayError {
  constructor(taskId: Hex) {
    super(`Task ${taskId} is Refuted, but the node shows no verdict of it yet. It is asked again.`, { retryable: true })
  }
}
