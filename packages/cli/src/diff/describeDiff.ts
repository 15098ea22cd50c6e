import type { Change, DiffSide, ModelDiff, NodeDiff, NodeName } from './ModelDiff.ts'

/** Nodes that are listed of each kind; `--json` has them all. */
const LISTED = 30
const PRECISION = 6

const value = (of: Change['a']): string =>
  of === undefined
    ? 'none'
    : typeof of === 'number' && !Number.isInteger(of)
      ? String(Number(of.toPrecision(PRECISION)))
      : String(of)

const changeLines = (changes: readonly Change[], indent: string): string[] => {
  const width = Math.max(0, ...changes.map(({ field }) => field.length))
  return changes.map(({ field, a, b }) => `${indent}${field.padEnd(width)}  ${value(a)} -> ${value(b)}`)
}

const nodeText = ({ index, op, name, tensor }: NodeName): string =>
  `node ${index} ${op}${name === '' ? '' : ` "${name}"`}, ${tensor}`

const nodeLines = ({ a, b, changes, constants }: NodeDiff): string[] => [
  `  ${nodeText(a)}${a.index === b.index ? '' : ` (node ${b.index} in b)`}`,
  ...changeLines(changes, '    '),
  ...constants.map(
    ({ operand, a: at, dtype, elements, differing, maxDifference }) =>
      `    ${operand}: ${differing} of ${elements} elements (${dtype}, constant ${at}) differ, by at most ${value(maxDifference)}`,
  ),
]

const section = (title: string, lines: readonly string[][]): string[] =>
  lines.length === 0
    ? []
    : [
        ...['', `${title} (${lines.length})`, ...lines.slice(0, LISTED).flat()],
        ...(lines.length > LISTED ? [`  and ${lines.length - LISTED} more; --json has them all`] : []),
      ]

const side = (letter: string, { from, name, modelId, nodes, constants, constantBytes }: DiffSide): string[] => [
  `${letter}  ${name}, from ${from}`,
  `   ${modelId}, ${nodes} nodes, ${constants} constants of ${constantBytes} bytes`,
]

/** A comparison in words. */
export const describeDiff = (diff: ModelDiff): string => {
  const { onlyA, onlyB, changed, unchanged, constants } = diff
  const verdict = diff.same
    ? 'the same model: every node and every constant is equal'
    : `different models: ${changed.length} nodes changed, ${onlyA.length} only in a, ${onlyB.length} only in b, ${unchanged} equal;` +
      ` ${constants.differing} of ${constants.compared} constants differ`
  return [
    ...side('a', diff.a),
    ...side('b', diff.b),
    ...['', verdict],
    ...(diff.program.length === 0 ? [] : ['', 'program', ...changeLines(diff.program, '  ')]),
    ...(diff.io.length === 0 ? [] : ['', 'inputs and outputs', ...changeLines(diff.io, '  ')]),
    ...section(
      'only in a',
      onlyA.map((node) => [`  ${nodeText(node)}`]),
    ),
    ...section(
      'only in b',
      onlyB.map((node) => [`  ${nodeText(node)}`]),
    ),
    ...section('changed', changed.map(nodeLines)),
    ...(diff.quality.length === 0 ? [] : ['', 'quality reports', ...changeLines(diff.quality, '  ')]),
  ].join('\n')
}
