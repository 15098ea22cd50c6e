import type { OpName } from './types.ts'

/**
 * Base of every error Assay throws. The message says what happened, the limit, the actual value and the next step;
 * `retryable` says whether trying the same thing again can succeed.
 */
export class AssayError extends Error {
  readonly retryable: boolean

  constructor(message: string, options: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.retryable = options.retryable ?? false
  }
}

export interface ProgramFault {
  /** Index of the node at fault; absent when the fault is the program's, a table's or an input's. */
  readonly node?: number
  readonly op?: OpName
  /** The field at fault, as docs/format.md names it: `kernelH`, `w.shape`, `inputs[2].dtype`. */
  readonly field: string
  readonly actual: number | string
  /** What the field may be, in words: `1..4096`, `u8 or i8`. */
  readonly limit: string
  /** The next step. */
  readonly next: string
}

/** A program, model or tensor that breaks a rule of docs/format.md. */
export class ProgramError extends AssayError implements ProgramFault {
  declare readonly node?: number
  declare readonly op?: OpName
  declare readonly field: string
  declare readonly actual: number | string
  declare readonly limit: string
  declare readonly next: string

  constructor(fault: ProgramFault) {
    const where =
      fault.node === undefined ? '' : `node ${fault.node}${fault.op === undefined ? '' : ` (${fault.op})`}: `
    super(`${where}${fault.field} is ${fault.actual}; it must be ${fault.limit}. ${fault.next}`)
    Object.assign(this, fault)
  }
}
