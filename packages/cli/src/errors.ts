import { AssayError } from '@assay/program'

/** The command line was used wrongly; exit code 2. */
export class UsageError extends AssayError {}

/** A file that a command was given is not what it should be. */
export class FileInvalid extends AssayError {}

/** A registered model of which too little is published to compile it again. */
export class NotVerifiable extends AssayError {}
