import { AssayError } from '../../packages/program/src/errors.ts'
import { transactionGas } from './transactionGas.ts'

class GasTableError extends AssayError {}

/** proveFraud beside the verifier's execution and what follows: test/contracts/gas/Settlement.t.sol holds the measured to it. */
const SETTLEMENT = 200_000
/** Handing a proof on and hashing it, memory included; the same formula in test/contracts/support/SettlementBound.sol. */
const carrying = (bytes: number): number => {
  const words = Math.floor(bytes / 32) + 32
  return 15 * words + Math.floor(words ** 2 / 512)
}
/** Selector, task number, offset and length of the proof. */
const HEAD = { zero: 92, nonzero: 8 }

interface Case {
  readonly op: string
  readonly units: number
  readonly chunk: number
  /** Of the constants; the same unless the case says otherwise. */
  readonly constantChunk: number
  readonly size: string
  readonly bytes: number
  readonly zeroBytes: number
  readonly execution: number
}

const parseCases = (snapshot: Readonly<Record<string, string>>): Case[] => {
  const cases = new Map<string, Record<string, number>>()
  for (const [key, value] of Object.entries(snapshot)) {
    const [name = '', what = ''] = key.split(': ')
    cases.set(name, { ...cases.get(name), [what]: Number(value) })
  }
  return [...cases].map(([name, values]) => {
    const [, op, units, chunk, over = chunk, size] =
      /^(\w+), (\d+), (\d+) B(?: over (\d+) B)?, (small|large)$/.exec(name) ?? []
    const { bytes, execution, 'zero bytes': zeroBytes } = values
    if (!op || !size || bytes === undefined || execution === undefined || zeroBytes === undefined)
      throw new GasTableError(`snapshots/GasTable.json has no bytes, execution and zero bytes of "${name}".`)
    return {
      op,
      units: Number(units),
      chunk: Number(chunk),
      constantChunk: Number(over),
      size,
      bytes,
      zeroBytes,
      execution,
    }
  })
}

const total = ({ bytes, zeroBytes, execution }: Case): number => {
  const padding = (32 - (bytes % 32)) % 32
  const calldata = { zero: HEAD.zero + zeroBytes + padding, nonzero: HEAD.nonzero + bytes - zeroBytes }
  return transactionGas(calldata, execution + SETTLEMENT + carrying(bytes))
}

const thousands = (value: number) => value.toLocaleString('en-GB')

/** The page docs/gas-table.md, of the measured cases; every one of `ops` must have some. */
export const gasTable = (snapshot: Readonly<Record<string, string>>, ops: readonly string[]): string => {
  const cases = parseCases(snapshot)
  const missing = ops.filter((op) => !cases.some((each) => each.op === op))
  if (missing.length > 0)
    throw new GasTableError(
      `No gas is measured of ${missing.join(', ')}. Add them to test/contracts/step/GasTable.t.sol.`,
    )
  const chunks = [...new Set(cases.map(({ chunk }) => chunk))].sort((a, b) => a - b)
  const columnsOf = (sizes: readonly (readonly [number, number])[]) =>
    sizes.flatMap(([chunk, constantChunk]) => ['small', 'large'].map((size) => ({ chunk, constantChunk, size })))
  const alike = columnsOf(chunks.map((chunk) => [chunk, chunk]))
  const mixed = columnsOf(chunks.filter((chunk) => chunk !== chunks[0]).map((chunk) => [chunk, chunks[0]!]))
  const rows = ops.flatMap((op) => {
    const sizes = new Set(cases.filter((each) => each.op === op).map(({ units }) => units))
    return [...sizes].sort((a, b) => a - b).map((units) => ({ op, units }))
  })
  const at = (op: string, units: number, chunk: number, constantChunk: number, size: string): Case => {
    const found = cases.find(
      (c) =>
        c.op === op && c.units === units && c.chunk === chunk && c.constantChunk === constantChunk && c.size === size,
    )
    if (found === undefined)
      throw new GasTableError(`No gas is measured of ${op}, ${units}, ${chunk} B over ${constantChunk} B, ${size}.`)
    return found
  }
  const table = (value: (one: Case) => number, columns = alike) =>
    [
      `| op | units | ${columns.map(({ chunk, size }) => `${chunk} B, ${size}`).join(' | ')} |`,
      `|---|---:|${columns.map(() => '---:').join('|')}|`,
      ...rows.map(
        ({ op, units }) =>
          `| ${op} | ${thousands(units)} | ${columns.map(({ chunk, constantChunk, size }) => thousands(value(at(op, units, chunk, constantChunk, size)))).join(' | ')} |`,
      ),
    ].join('\n')
  const slopes = ops.flatMap((op) => {
    const sizes = rows.filter((row) => row.op === op).map(({ units }) => units)
    const [least, most] = [sizes[0] ?? 0, sizes.at(-1) ?? 0]
    if (least === most) return []
    const [low, high] = [at(op, least, 1024, 1024, 'small'), at(op, most, 1024, 1024, 'small')]
    const slope = (high.execution - low.execution) / (most - least)
    return [
      `| ${op} | ${thousands(least)} to ${thousands(most)} | ${slope.toFixed(1)} | ${(high.execution / most).toFixed(1)} |`,
    ]
  })
  return `<!-- Written by scripts/generate-gas-table.ts from snapshots/GasTable.json. Do not edit. -->
# Gas by op

What it costs to convict a provider of one wrong element, op by op. Units are those of [format.md](format.md), "Worst-case cost of a node": multiply-adds
(K), taps, values of an axis, or one.

- **small**: tensors just large enough for the element, in a model of 4 nodes, 4 inputs and 8 constants. **large**: operand 0 has 2^20 chunks (2 GiB at most) and
  the model 1,024 nodes, 16 inputs and 4,096 constants, so every path is about as long as it gets.
- Chunks of activations and of constants have the same size but where it says otherwise. No byte of a tensor is zero, so calldata is as dear as it gets.
- Measured by \`test/contracts/step/GasTable.t.sol\`; \`npx tsx scripts/generate.ts\` writes this page.

## The whole transaction

\`proveFraud\` with its calldata: \`21,000 + max(4 t + execution + ${thousands(SETTLEMENT)} + 15 w + w^2 / 512, 10 t)\` for \`t\` tokens of calldata, one a zero byte and
four any other (EIP-7623). ${thousands(SETTLEMENT)} bounds the settlement of the task, if nothing was demanded of it and no operator serves it; \`w\` are the words of the
proof and 32 more, which are handed to the verifier and hashed.

${table(total)}

### Constants in chunks of ${chunks[0]} bytes

The same, with activations in chunks of the size above the column. A step reads four bytes of a bias and of its multipliers, which cost a chunk each: of 256
bytes they cost some 60,000 gas less than of 1 KiB. A provider hashes constants once, so small ones cost it little (\`assay model compile --constant-chunk 256\`).

${table(total, mixed)}

## Execution of the verifier

\`StepVerifier.verify\`, without intrinsic gas, calldata and settlement.

${table(({ execution }) => execution)}

## Slopes

Between the smallest and the largest case of an op, in small tensors and chunks of 1 KiB: what one more unit costs, hashing of its bytes included; and the
whole execution divided by the units of the largest case.

| op | units | gas of one more | execution / units |
|---|---|---:|---:|
${slopes.join('\n')}

## Bytes of the proof

${table(({ bytes }) => bytes)}
`
}
