import { AssayError } from '@assay/program'
import type { Hex } from 'viem'

/** The command line was used wrongly; exit code 2. */
export class UsageError extends AssayError {}

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
