import {
  byteSize,
  elementCount,
  encodeProgram,
  interpret,
  type OpName,
  readElement,
  tensorBytes,
  validateProgram,
} from '@assay/program'
import {
  claimCodes,
  commitModel,
  commitTrace,
  type ModelCommitment,
  ProofError,
  proveElement,
  proveOutput,
  provePadding,
  provePaddingItem,
  type ResultClaim,
  recompute,
  type TraceCommitment,
  toHex,
} from '@assay/proof'
import {
  judgeClaim,
  type Lie,
  randomInputs,
  type SeededRandom,
  seededRandom,
  serveStep,
  tamperTrace,
} from '@assay/proof/testing'
import { columns } from './columns.ts'
import { type ProofModel, proofModels } from './proofModels.ts'

/** Files of vectors/proofs/: one per op, and one per other kind of claim. */
export type ProofFile = OpName | 'output' | 'padding'

/** What StepVerifier makes of a proof: the fraud it returns, or the error it reverts with. */
interface Expected {
  /** empty: fraud */
  readonly error: '' | 'ElementIsRight' | 'OutputIsRight' | 'PaddingIsZero'
  readonly claim: number
  readonly node: number
  readonly element: number
  /** decimal, signed; equal where there is no fraud */
  readonly committed: string
  readonly recomputed: string
}

interface Subject extends ProofModel {
  readonly commitment: ModelCommitment
  readonly honest: TraceCommitment
  readonly random: SeededRandom
}

/** Proofs of lies about small seeded programs, and proofs against the honest, which must revert. Parallel arrays, one entry per case. */
export function proofVectors(file: ProofFile): Readonly<Record<string, unknown>> {
  const random = seededRandom([...file].reduce((seed, letter) => seed * 31 + letter.charCodeAt(0), 7))
  const models = proofModels(random)
  const chosen =
    file === 'output' || file === 'padding'
      ? [models.lookup[0]!, models.reduce_sum[0]!, models.conv2d[0]!]
      : models[file]
  const subjects = chosen.map((model): Subject => {
    validateProgram(model.model.program)
    const commitment = commitModel(model.model)
    const inputs = randomInputs(random, model.model)
    return { ...model, commitment, honest: commitTrace(commitment, inputs, interpret(model.model, inputs)), random }
  })
  const cases = { output: outputCases, padding: paddingCases }
  const rows = subjects.flatMap(file === 'output' || file === 'padding' ? cases[file] : elementCases)
  return columns(rows)
}

function elementCases(subject: Subject) {
  const { commitment, honest, random, elements } = subject
  const ofNodes = commitment.program.nodes.flatMap((node, at) => {
    const count = elementCount(node.shape)
    const chosen = new Set([0, count - 1, ...(elements?.[at] ?? []), ...[1, 2, 3].map(() => random.int(0, count - 1))])
    const lies = [...chosen].map((element) => {
      const size = byteSize(node.dtype)
      const offset = element * size + random.int(0, size - 1)
      const xor = random.pick([1, 128, random.int(1, 255)])
      return convicted(subject, `node ${at} (${node.op}), element ${element}`, { what: 'byte', node: at, offset, xor })
    })
    const element = random.int(0, count - 1)
    const right = acquitted(subject, honest, `honest: node ${at} (${node.op}), element ${element}`, {
      error: 'ElementIsRight',
      claim: claimCodes.WrongElement,
      node: at,
      element,
      value: BigInt(recompute(commitment, honest, at, element).value),
      proof: proveElement(commitment, honest, at, element),
    })
    return [...lies, right]
  })
  return [...ofNodes, ...contradictions(subject)]
}

/** A lie that its own liar did not follow up: an element that was right once contradicts the tampered operand beside it. */
function contradictions(subject: Subject) {
  const { commitment, honest } = subject
  return commitment.program.nodes.flatMap((node, at) => {
    const from = node.operands.find(({ source }) => source === 'node')
    if (from === undefined) return []
    const lie: Lie = { what: 'byte', node: from.index, offset: 0, xor: 0x7f }
    const trace = tamperTrace(commitment, honest, lie, { downstream: 'kept' })
    for (let element = 0; element < elementCount(node.shape); element++) {
      const committed = readElement(trace.tensors[at]!, node.dtype, element)
      const { value } = recompute(commitment, trace, at, element)
      if (value === committed) continue
      const label = `node ${at} (${node.op}), element ${element}, which contradicts a lie in node ${from.index}`
      return row(subject, trace, label, proveElement(commitment, trace, at, element), {
        error: '',
        claim: claimCodes.WrongElement,
        node: at,
        element,
        committed: `${committed}`,
        recomputed: `${value}`,
      })
    }
    return []
  })
}

function outputCases(subject: Subject) {
  const { commitment, honest, random } = subject
  const node = commitment.program.nodes.length - 1
  const row = acquitted(subject, honest, 'honest output', {
    error: 'OutputIsRight',
    claim: claimCodes.WrongOutput,
    node,
    element: 0,
    value: BigInt.asIntN(256, BigInt(toHex(honest.outputRoot))),
    proof: proveOutput(commitment, honest.nodesTree),
  })
  const lie = (label: string, value: Uint8Array) => convicted(subject, label, { what: 'outputRoot', value })
  return [
    lie('another output root', random.bytes(32)),
    lie("the input's root as output", honest.inputTrees[0]!.root),
    lie(
      'one bit of the output root',
      honest.outputRoot.map((byte, i) => (i === 31 ? byte ^ 1 : byte)),
    ),
    row,
  ]
}

function paddingCases(subject: Subject) {
  const { commitment, honest, random } = subject
  const { nodes, activationChunkLog2 } = commitment.program
  const bytes = nodes.flatMap((node, at) => {
    const end = tensorBytes(node)
    const padded = 2 ** (honest.nodeTrees[at]!.depth + activationChunkLog2)
    if (end === padded) return []
    const offsets = [...new Set([end, padded - 1, random.int(end, padded - 1)])]
    return [
      ...offsets.map((offset) =>
        convicted(subject, `byte ${offset} of node ${at}, which ends at ${end}`, {
          what: 'byte',
          node: at,
          offset,
          xor: random.int(1, 255),
        }),
      ),
      acquitted(subject, honest, `honest padding of node ${at}`, {
        error: 'PaddingIsZero',
        claim: claimCodes.WrongPadding,
        node: at,
        element: end,
        value: 0n,
        proof: provePadding(commitment, honest, at, end),
      }),
    ]
  })
  const items = Array.from({ length: 2 ** honest.nodesTree.depth - nodes.length }, (_, i) => nodes.length + i)
  return [
    ...bytes,
    ...items.flatMap((index) => [
      convicted(subject, `item ${index} of ${nodes.length} nodes`, { what: 'item', index, value: random.bytes(32) }),
      acquitted(subject, honest, `honest item ${index} of ${nodes.length} nodes`, {
        error: 'PaddingIsZero',
        claim: claimCodes.WrongPadding,
        node: index,
        element: 0,
        value: 0n,
        proof: provePaddingItem(commitment, honest.nodesTree, index),
      }),
    ]),
  ]
}

/** A liar who computes everything after the lie honestly, and what a watchtower makes of it. */
function convicted(subject: Subject, label: string, lie: Lie) {
  const { commitment, honest } = subject
  const trace = tamperTrace(commitment, honest, lie, { downstream: 'recomputed' })
  const { step } = judgeClaim(commitment, honest, trace, (wanted) => serveStep(trace, wanted))
  if (step.kind !== 'prove') throw new ProofError(`${subject.name}, ${label}: ${step.kind} instead of a proof.`)
  return row(subject, trace, label, step.proof, {
    error: '',
    claim: claimCodes[step.claim],
    node: step.node,
    element: step.element,
    committed: `${step.committed}`,
    recomputed: `${step.recomputed}`,
  })
}

function acquitted(
  subject: Subject,
  trace: TraceCommitment,
  label: string,
  { value, proof, ...rest }: Omit<Expected, 'committed' | 'recomputed'> & { value: bigint; proof: Uint8Array },
) {
  return row(subject, trace, label, proof, { ...rest, committed: `${value}`, recomputed: `${value}` })
}

function row(subject: Subject, claim: ResultClaim, label: string, proof: Uint8Array, expected: Expected) {
  return {
    name: `${subject.name}: ${label}`,
    program: toHex(encodeProgram(subject.model.program)),
    modelId: toHex(subject.commitment.modelId),
    inputRoot: toHex(claim.inputRoot),
    nodesRoot: toHex(claim.nodesRoot),
    outputRoot: toHex(claim.outputRoot),
    proof: toHex(proof),
    ...expected,
  }
}
