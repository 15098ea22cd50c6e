import { AssayError } from '@assay/program'
import type { Hex } from 'viem'

/** Somebody asked for a result that this provider never gave. */
export class ResultNotServed extends AssayError {
  constructor(taskId: Hex, why: string) {
    super(`Task ${taskId} has no result here: ${why}. Ask the provider that the task names.`)
  }
}

export class TooBusy extends AssayError {
  constructor(waiting: number) {
    super(`${waiting} results wait to be computed again, which is the limit. Ask again in a few seconds.`, {
      retryable: true,
    })
  }
}

export class PortInUse extends AssayError {
  constructor(host: string, port: number, cause: unknown) {
    super(
      `Results cannot be served at ${host}:${port} (${String(cause)}). Stop the program that holds it, or choose another with ASSAY_PROVIDER_PORT.`,
      { cause },
    )
  }
}

/** The self-made result would differ from the one on chain, as after a change of the machine: serving it would confuse watchers. */
export class TraceChanged extends AssayError {
  constructor(taskId: Hex, actual: string, expected: string) {
    super(
      `The result of task ${taskId} computed again is ${actual}; ${expected} was submitted. Run the self-test: assay doctor.`,
    )
  }
}

/** No quote on these terms, ever. */
export class TermsRefused extends AssayError {
  constructor(why: string) {
    super(`No quote: ${why}. See the provider's offer: assay model show.`)
  }
}

/** No quote now. */
export class QuotesExhausted extends AssayError {
  constructor(why: string) {
    super(`No quote now: ${why}. Ask again when tasks have ended, or ask another provider.`, { retryable: true })
  }
}

/** Too many questions at once. */
export class QuestionsRefused extends AssayError {
  constructor(why: string) {
    super(`No quote now: ${why}. Ask again in a few seconds.`, { retryable: true })
  }
}

/** Too many reads at once. */
export class ReadsRefused extends AssayError {
  constructor(why: string) {
    super(`Not served now: ${why}. Ask again in a few seconds.`, { retryable: true })
  }
}

export class TrustedProxiesInvalid extends AssayError {
  constructor(item: string) {
    super(
      `${JSON.stringify(item)} in ASSAY_PROVIDER_TRUSTED_PROXIES is neither an address nor a network. Write 10.0.0.7, 10.0.0.0/8 or fd00::/8, separated by commas.`,
    )
  }
}

/** RULE T-5: what is not held is not accepted. */
export class CopyNotWritten extends AssayError {
  constructor(dir: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(
      `No task is accepted, since its model and input cannot be kept in ${dir} (${reason}). Free space there, or set ASSAY_DATA_DIR to another place.`,
      { cause, retryable: true },
    )
  }
}

/** RULE T-5: what is not held is not accepted, and what is needed fills the space. */
export class HeldInputsFull extends AssayError {
  constructor(dir: string, actual: number, limit: number) {
    super(
      `Nothing more is accepted or quoted for now: the inputs of open tasks and fresh quotes in ${dir} are ${actual} bytes, and the limit is ${limit}. Ask again when tasks have ended; the provider may raise ASSAY_PROVIDER_HELD_INPUTS_MB.`,
      { retryable: true },
    )
  }
}
