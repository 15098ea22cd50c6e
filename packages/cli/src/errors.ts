import { AssayError } from '@assay/program'
import type { Hex } from 'viem'

/** The command line was used wrongly; exit code 2. */
export class UsageError extends AssayError {}

/** A request was sent, perhaps, and nobody said whether it was mined. */
export class RequestUnsure extends AssayError {
  constructor(taskId: Hex, nonce: bigint, cause: AssayError) {
    super(
      `${cause.message} Whether task ${taskId} is requested is not known. Look first: assay task show ${taskId}. Only if there is no such task, ask again, with --nonce ${nonce}: what is asked on the same terms is paid for once, but if the offer, the price or the lock has changed meanwhile it is another task, and is paid for too.`,
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
