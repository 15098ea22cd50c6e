import { AssayError } from '@assay/program'

/** An input or a constant is not the program's: missing, of another kind, or of another length. */
export class TensorMismatchError extends AssayError {
  readonly tensor: string
  readonly expected: string
  readonly actual: string

  constructor(tensor: string, expected: string, actual: string) {
    super(`${tensor} must be ${expected}, but is ${actual}. Pass its committed bytes: little-endian, row-major.`)
    this.tensor = tensor
    this.expected = expected
    this.actual = actual
  }
}

/** A program that the executor cannot run; no valid program should meet it. */
export class UnsupportedProgramError extends AssayError {
  readonly subject: string
  readonly reason: string

  constructor(subject: string, reason: string) {
    super(`The executor cannot run this program: ${subject} ${reason}. Check it with validateModel.`)
    this.subject = subject
    this.reason = reason
  }
}

/** Where the lowered program and the reference interpreter differ. */
export interface Disagreement {
  readonly mode: string
  readonly node: number
  readonly op: string
  readonly element: number
  readonly executed: number
  readonly expected: number
  /** The inputs it was found on. */
  readonly inputs: string
}

/** No way of running the program on this machine gave the interpreter's bytes, so none is offered. */
export class SelfTestError extends AssayError {
  readonly disagreements: readonly Disagreement[]
  readonly machine: string

  constructor(disagreements: readonly Disagreement[], machine: string) {
    const found = disagreements.map(
      ({ mode, node, op, element, executed, expected, inputs }) =>
        `${mode}: node ${node} (${op}), element ${element}, on ${inputs}: executed ${executed}, expected ${expected}`,
    )
    super(
      `The self-test refuses to serve this program on ${machine}. ${found.join('; ')}. A result from here could be ` +
        'proven wrong: use another CPU or another version of onnxruntime-node, and report this.',
    )
    this.disagreements = disagreements
    this.machine = machine
  }
}

/** ONNX Runtime refused the lowered program or failed while running it. */
export class RuntimeFailureError extends AssayError {
  readonly stage: string

  constructor(stage: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(`ONNX Runtime failed while ${stage}: ${reason}`, { cause })
    this.stage = stage
  }
}

/** run() after close(). */
export class ExecutorClosedError extends AssayError {
  constructor() {
    super('This executor is closed. Create another with createExecutor.')
  }
}

/** The thread that hashes ended before it was told to; what it had been lent is lost. */
export class HashThreadError extends AssayError {
  constructor(cause: unknown) {
    const why = cause instanceof Error ? `: ${cause.message}` : ''
    super(`The thread that hashes traces ended${why}. Run the program again: it is hashed on one thread from now on.`, {
      cause,
      retryable: true,
    })
  }
}
