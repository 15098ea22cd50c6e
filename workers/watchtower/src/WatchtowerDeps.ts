import type { Answer, FetchStep, ModelCommitment, Position, ProveStep, TraceCommitment } from '@assay/proof'
import type { Conviction, OpeningView, ReplayVerdict, TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Hex } from 'viem'
import type { Finder } from './createFinder.ts'

/** Our own execution of a task. */
export interface HonestRun {
  readonly model: ModelCommitment
  readonly trace: TraceCommitment
  /** Gives the memory of the trace's tensors back: nobody may read them afterwards. */
  release(): void
}

export type CheckResult = 'agrees' | 'disagrees' | 'withheld' | 'not_checked' | 'not_comparable'

/** How a task that was looked at ended: refuted by us, by somebody else, or otherwise. */
export type TaskEnd = { readonly state: TaskView['state']; readonly by: 'self' | 'others' }

export interface WatchtowerDeps {
  readonly log: Logger
  readonly models: readonly string[]
  readonly share: number
  /** From 0 to 1, the same for a task as long as the process lives, foreseen by nobody. */
  readonly draw: (taskId: Hex) => number
  readonly retryMs: number
  /** Most memory for runs of results that are wrong and not refuted yet, and as much again for withheld inputs. */
  readonly heldBytes: number
  readonly readTask: (taskId: Hex) => Promise<TaskView>
  readonly execute: (task: TaskView) => Promise<HonestRun>
  readonly loadModel: (task: TaskView) => Promise<ModelCommitment>
  /** Executes a task on an input that came from elsewhere than the store. */
  readonly executeOn: (task: TaskView, inputs: readonly Uint8Array[]) => Promise<HonestRun>
  /** Whether the store has what the task's digest names; throws while it does not answer. */
  readonly storeHasInput: (task: TaskView) => Promise<boolean>
  /** Most wei that it is willing to spend on having one task's input shown. */
  readonly inputSpendWei: bigint
  /** Wei that demanding so many answers takes now, by their length in bytes. */
  readonly demandCost: (counts: ReadonlyMap<number, number>) => Promise<bigint>
  /** Seconds that a provider has for an answer, at least. */
  readonly responseSec: bigint
  /** What the task's provider serves for a step; throws when it does not. */
  readonly fetchStep: (task: TaskView, model: ModelCommitment, step: FetchStep) => Promise<Uint8Array>
  /** Simulates, sends, waits; reverts are ContractRevert. */
  readonly proveFraud: (taskId: Hex, proof: Uint8Array) => Promise<Conviction>
  /** Most gas for having the chain run a program whole; 0: it is never asked to. */
  readonly replayGas: number
  /** Has the chain run the program: the same verdict without the provider's trace. */
  readonly replayTask: (taskId: Hex, trace: Uint8Array) => Promise<ReplayVerdict>
  /** What was answered on chain at some positions of the task's result. */
  readonly listAnswers: (taskId: Hex, positions: readonly Position[]) => Promise<readonly Answer[]>
  readonly readOpening: (taskId: Hex, position: Position) => Promise<OpeningView | undefined>
  /** Demands for a bond what is withheld; of a result that is wrong, what it costs is known to be paid back. */
  readonly requestOpening: (
    taskId: Hex,
    request: Uint8Array,
    answerBytes: number,
  ) => Promise<{ readonly bondWei: bigint }>
  readonly convictSilence: (taskId: Hex, position: Position) => Promise<unknown>
  /** Seconds, by the chain's own count. */
  readonly chainTime: () => Promise<bigint>
  /** Commits to proofs before they are sent (RULE S-6); absent: they are sent at once. */
  readonly finder?: Finder
  readonly onDemanded?: (position: Position, bondWei: bigint) => void
  /** A withheld input is not demanded, for it would cost more than it may. */
  readonly onDeclined?: () => void
  /** A result has been run again, or could not be. */
  readonly onChecked?: (taskId: Hex, result: CheckResult) => void
  /** There is nothing left to find about a task. */
  readonly onEnded?: (taskId: Hex, end: TaskEnd) => void
  readonly onConvicted?: (task: TaskView, step: ProveStep, conviction: Conviction) => void
}
