import { createLogger } from '@assay/keeper'
import { interpret, type Model, tensorBytes } from '@assay/program'
import {
  type Answer,
  alterTrace,
  commitModel,
  commitTrace,
  decodePosition,
  encodeAnswer,
  encodePosition,
  type Position,
  proveElement,
  type TraceCommitment,
  toHex,
} from '@assay/proof'
import { type Lie, serveStep, tamperTrace } from '@assay/proof/testing'
import type { Conviction, OpeningView, ReplayVerdict, TaskView } from '@assay/sdk'
import { idOf } from '../../../test/support/idOf.ts'
import { lendRuns } from '../../../test/support/lendRuns.ts'
import { plainTask } from '../../../test/support/plainTask.ts'
import { tinyModel } from '../../../test/support/tinyModel.ts'
import { judgeResult } from './process.ts'
import type { WatchtowerDeps } from './WatchtowerDeps.ts'

/** An honest run of a model with one input. */
export const honestRun = (source: Model) => {
  const model = commitModel(source)
  const input = Uint8Array.from({ length: tensorBytes(source.program.inputs[0]!) }, (_, i) => (i * 7 + (i >> 8)) & 255)
  return { source, model, honest: commitTrace(model, [input], interpret(source, [input])) }
}
const tiny = honestRun(tinyModel())
export const { model, honest } = tiny
export const hex = (digit: string, bytes: number) => `0x${digit.repeat(bytes * 2)}` as const
export const lieAt = (lie: Lie) => tamperTrace(model, honest, lie, { downstream: 'recomputed' })
export const lie: Lie = { what: 'byte', node: 0, offset: 300, xor: 1 }
/** A provider that serves nothing. */
export const nothing = { fetchStep: () => Promise.reject(new TypeError('no answer')) }
/** What convicts the one element in which it differs. */
export const proofOf = (lying: TraceCommitment) =>
  proveElement(model, alterTrace(honest, { nodesTree: lying.nodesTree, nodeTrees: lying.nodeTrees }), 0, 300)
const sameAs = (position: Position) => (other: Position) => encodePosition(other) === encodePosition(position)

/** A submitted task whose provider committed to `committed` and serves `served`; what the watchtower did about it. */
export const world = (
  committed: TraceCommitment,
  changes: Partial<WatchtowerDeps> = {},
  served: TraceCommitment | undefined = committed,
  { source, model, honest } = tiny,
) => {
  const proofs: Uint8Array[] = []
  const asked: string[] = []
  const lines: Record<string, unknown>[] = []
  const task: TaskView = {
    ...plainTask,
    modelId: toHex(model.modelId),
    inputRoot: toHex(honest.inputRoot),
    ...{ price: 1n, lock: 1n, acceptSec: 1, submitSec: 1, windowSec: 1 },
    ...{ provider: hex('b', 20), state: 'Submitted', acceptBy: 0n, finalAt: 100_000n },
    outputRoot: toHex(committed.outputRoot),
    nodesRoot: toHex(committed.nodesRoot),
  }
  const chain = { task, now: 1_000n, answers: [] as Answer[], silent: [] as Position[] }
  const demands: Position[] = []
  const replays: Uint8Array[] = []
  const listed: (readonly Position[])[] = []
  // what is read of a run that was given back is nothing, here as with an executor
  const lent = lendRuns(source)
  const deps: WatchtowerDeps = {
    log: createLogger('test', 'debug', { write: (line: string) => void lines.push(JSON.parse(line)) }),
    models: [],
    share: 1,
    draw: () => 0.5,
    retryMs: 100,
    readTask: async (taskId) => ({ ...chain.task, taskId }),
    heldBytes: 2 ** 20,
    execute: async () => lent.run(honest.inputs),
    loadModel: async () => model,
    executeOn: async (_task, inputs) => lent.run(inputs),
    storeHasInput: async () => true,
    inputSpendWei: 1_000_000n,
    demandCost: async (counts) => [...counts].reduce((sum, [length, count]) => sum + BigInt(length * count), 0n),
    responseSec: 60n,
    replayGas: 0,
    replayTask: async (_taskId, trace) => {
      replays.push(trace)
      chain.task = { ...chain.task, state: 'Refuted' }
      // what the log needs of it
      return { state: 'Refuted', hash: '0x2', receipt: { gasUsed: 7n } } as unknown as ReplayVerdict
    },
    fetchStep: async (_task, _model, step) => {
      asked.push(step.kind)
      if (served === undefined) throw new TypeError('no answer')
      return serveStep(served, step)
    },
    proveFraud: async (_taskId, proof) => {
      proofs.push(proof)
      chain.task = { ...chain.task, state: 'Refuted' }
      // What the log needs of a conviction.
      return { hash: '0x1', receipt: { gasUsed: 5n }, bounty: 1n, toClient: 2n, burnt: 3n } as unknown as Conviction
    },
    listAnswers: async (_taskId, positions) => {
      listed.push(positions)
      return chain.answers.filter((answer) => positions.some(sameAs(answer.position)))
    },
    readOpening: async (taskId, position) => {
      if (!demands.some(sameAs(position))) return undefined
      const answered = chain.answers.some((answer) => sameAs(position)(answer.position))
      // Deadline and answer are all that is looked at.
      return { taskId, position, answerBy: 1_060n, ...(answered ? { answeredAt: 1_001n } : {}) } as OpeningView
    },
    requestOpening: async (_taskId, request) => {
      const position = [...request.subarray(0, 8)].reduce((code, byte) => (code << 8n) | BigInt(byte), 0n)
      demands.push(decodePosition(position))
      return { bondWei: 5n }
    },
    convictSilence: async (_taskId, position) => {
      chain.silent.push(position)
      chain.task = { ...chain.task, state: 'Refuted' }
    },
    chainTime: async () => chain.now,
    ...changes,
  }
  const judge = judgeResult(deps)
  const answer = (trace: TraceCommitment) => {
    const position = demands.at(-1)!
    chain.answers.push({ position, bytes: encodeAnswer(model, trace, position) })
  }
  /** Everything that was demanded and is not answered yet. */
  const answerAll = (trace: TraceCommitment) => {
    for (const position of demands.slice(chain.answers.length))
      chain.answers.push({ position, bytes: encodeAnswer(model, trace, position) })
  }
  return {
    ...{ proofs, replays, asked, lines, chain, demands, listed, answer, answerAll },
    executed: lent.count,
    unreleased: lent.alive,
    run: (taskId = idOf(12)) => judge(taskId),
  }
}
