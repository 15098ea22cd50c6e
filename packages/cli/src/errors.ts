import { AssayError } from '@assay/program'
import type { Hex } from 'viem'

/** The command line was used wrongly; exit code 2. */
export class UsageError extends AssayError {}

/** A request was sent, perhaps, and nobody said whether it was mined. */
export class RequestUnsure extends AssayError {
  constructor(nonce: bigint, cause: AssayError) {
    super(
      `${cause.message} Whether the task is requested is not known: give the same command again with --nonce ${nonce}, and it is paid for once.`,
      { cause, retryable: true },
    )
  }
}

/** A file that a command was given is not what it should be. */
export class FileInvalid extends AssayError {}

/** A registered model of which too little is published to compile it again. */
export class NotVerifiable extends AssayError {}

/** A contract does not take the output that it waits for. */
export class DeliveryRefused extends AssayError {
  constructor(taskId: Hex, consumer: string, why: string) {
    super(`${consumer} does not take the output of task ${taskId}: ${why}. Nothing is lost; try again when it does.`)
  }
}
