import { AssayError } from '@assay/program'

/** The file is not an ONNX model that can be read: truncated, contradicting itself, or larger than the limits. */
export class OnnxError extends AssayError {
  /** Where in the file: `initializer "w"`, `node "conv1"`, `file`. */
  readonly where: string

  constructor(where: string, message: string, options: { cause?: unknown } = {}) {
    super(`${where}: ${message}`, options)
    this.where = where
  }
}

export interface UnsupportedProblem {
  /** ONNX operator, with its domain if it is not the standard one. */
  readonly op: string
  readonly node: string
  readonly reason: string
  /** What to do about it. */
  readonly next: string
}

const NAMED = 3

const nameNodes = (problems: readonly UnsupportedProblem[]): string => {
  const names = problems.slice(0, NAMED).map(({ node }) => `"${node}"`)
  const more = problems.length - names.length
  return `${problems.length === 1 ? 'node' : `${problems.length} nodes:`} ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Those of one kind in one line. */
const listProblems = (problems: readonly UnsupportedProblem[], supported: readonly string[]): string => {
  const alike = new Map<string, UnsupportedProblem[]>()
  for (const problem of problems) {
    const key = JSON.stringify([problem.op, problem.reason, problem.next])
    alike.set(key, [...(alike.get(key) ?? []), problem])
  }
  const lines = [...alike.values()].flatMap((group) =>
    group.slice(0, 1).map(({ op, reason, next }) => `  - ${op} (${nameNodes(group)}): ${reason}; ${next}.`),
  )
  return (
    `${problems.length} ${problems.length === 1 ? 'thing' : 'things'} in this model cannot be imported:\n${lines.join('\n')}\n` +
    `Supported: ${supported.join(', ')}.`
  )
}

/** Everything in the model that no op of the program expresses, listed at once. */
export class UnsupportedError extends AssayError {
  readonly problems: readonly UnsupportedProblem[]

  constructor(problems: readonly UnsupportedProblem[], supported: readonly string[]) {
    super(listProblems(problems, supported))
    this.problems = problems
  }
}

export interface DynamicDimension {
  readonly input: string
  readonly axis: number
  /** The symbolic name the file gives, or empty. */
  readonly symbol: string
}

/** An input whose shape is not fixed; a program's shapes are part of its identity. */
export class DynamicShapeError extends AssayError {
  readonly dimensions: readonly DynamicDimension[]
  /** What cannot be imported whatever the shapes are. */
  readonly problems: readonly UnsupportedProblem[]

  constructor(
    dimensions: readonly DynamicDimension[],
    problems: readonly UnsupportedProblem[] = [],
    supported: readonly string[] = [],
  ) {
    const lines = dimensions.map(
      ({ input, axis, symbol }) =>
        `  - input "${input}": ${axis < 0 ? 'no shape at all' : `dimension ${axis}${symbol === '' ? '' : ` ("${symbol}")`} is not a number`}`,
    )
    super(
      `Shapes must be fixed numbers, each at least 1:\n${lines.join('\n')}\n` +
        'Give the size you want (--input-shape name=1,3,224,224 on the command line, inputShapes in code), or export the model with a static shape (batch 1).' +
        (problems.length === 0 ? '' : `\nBesides, whatever the shapes are, ${listProblems(problems, supported)}`),
    )
    this.dimensions = dimensions
    this.problems = problems
  }
}

export interface BadWeight {
  readonly tensor: string
  readonly index: number
  readonly value: number
}

/** Weights that are NaN or infinite; the first of each tensor. */
export class WeightError extends AssayError {
  readonly weights: readonly BadWeight[]

  constructor(weights: readonly BadWeight[]) {
    const lines = weights.map(({ tensor, index, value }) => `  - "${tensor}"[${index}] is ${value}`)
    super(`Weights must be finite:\n${lines.join('\n')}\nExport the model again from a healthy checkpoint.`)
    this.weights = weights
  }
}

/** Calibration or evaluation samples that are missing or do not fit the model's inputs. */
export class CalibrationError extends AssayError {}

/** A sum that can leave int32 for some input, so that the program would wrap where the model does not. */
export class OverflowError extends AssayError {
  readonly node: string
  readonly sum: number

  constructor(node: string, sum: number, options: { cause?: unknown } = {}) {
    super(
      `node "${node}": its sum can reach ${sum}, outside int32 (-2147483648..2147483647). ` +
        'Shorten the reduction, or quantise its weights with a larger scale.',
      options,
    )
    this.node = node
    this.sum = sum
  }
}

export interface BudgetFault {
  readonly node: string
  readonly field: 'bytes' | 'gas'
  readonly actual: number
  readonly limit: number
  readonly suggestion: string
}

/** Nodes whose worst element costs more to prove than the chain allows, all of them; the fields are the first one's. */
export class BudgetError extends AssayError {
  readonly node: string
  readonly field: 'bytes' | 'gas'
  readonly actual: number
  readonly limit: number
  readonly faults: readonly BudgetFault[]

  constructor(first: BudgetFault, others: readonly BudgetFault[] = []) {
    const say = ({ node, field, actual, limit, suggestion }: BudgetFault) =>
      `node "${node}": proving its worst element takes ${actual} ${field}, the limit is ${limit}. ${suggestion}`
    super([first, ...others].map(say).join('\n'))
    this.node = first.node
    this.field = first.field
    this.actual = first.actual
    this.limit = first.limit
    this.faults = [first, ...others]
  }
}
