import { date, type Explanations, state, wait } from './words.ts'

/** Demands for withheld data, and finders. */
export const openings: Explanations = {
  AlreadyRequested: (args) =>
    `Position ${args.position} of task ${args.taskId} was demanded already. Wait for its answer, or demand another.`,
  AlreadyAnswered: (args) =>
    `Position ${args.position} of task ${args.taskId} was answered at ${date(args.answeredAt)}. Read the answer from its event.`,
  NotRequested: (args) =>
    `Nobody has demanded position ${args.position} of task ${args.taskId}. Check task and position.`,
  AnswerDeadlineNotReached: (args) =>
    `Position ${args.position} of task ${args.taskId} may still be answered: ${wait(args, 'answerBy')}. Convict the silence then.`,
  AnswerDeadlinePassed: (args) =>
    `The answer to position ${args.position} of task ${args.taskId} was due by ${date(args.answerBy)}. It is not taken any more.`,
  AnswerLengthWrong: (args) => `The answer has ${args.actual} bytes; ${args.expected} are due. Send exactly those.`,
  WrongAnswer: (args) =>
    `The answer hashes to ${args.actual}, not to ${args.expected} as demanded. Answer with the bytes that were committed to.`,
  BondTooLow: (args) =>
    `The bond of ${args.actual} wei is below ${args.minimum}. Send at least that much; it rises with the base fee.`,
  BondStillHeld: (args) => `Task ${args.taskId} is ${state(args)}: its bonds are returned when it has ended. Try then.`,
  NoBond: (args) =>
    `Position ${args.position} of task ${args.taskId} holds no bond: it was paid out. Nothing is to be done.`,
  NotShownLately: (args) =>
    `The window of task ${args.taskId} ended at ${date(args.windowEnd)}, and nothing above position ${args.position} was answered within the grace. Demands now only go deeper below a late answer.`,
  NotRevealed: (args) =>
    `The trace is not revealed: demand position ${args.expected} first, not ${args.position}. Its answer carries the roots.`,
  NotRevealer: (args) =>
    `Only provider ${args.provider}, or the operator that accepted, says what the trace of task ${args.taskId} is; ${args.caller} may not. Use that key.`,
  TraceAlreadyRevealed: (args) =>
    `The trace of task ${args.taskId} is revealed: ${args.nodesRoot}. Answer what is demanded below it.`,
  TraceNeverRevealed: (args) =>
    `The result of task ${args.taskId} committed to no trace, so only the proof that convicted says anything about it. No other finder is paid.`,
  TraceNotRevealed: (args) =>
    `The trace of task ${args.taskId} is on demand and not revealed. Demand it first (requestOpening), then prove.`,
  NoSuchLevel: (args) =>
    `A tree of depth ${args.depth} has no level ${args.level} to demand. Small trees have leaves only, lists have no chunks.`,
  UnknownTree: (args) => `There is no tree ${args.tree}. The trees are nodes, inputs and constants: 0, 1, 2.`,
  TensorOutOfRange: (args) => `There is no tensor ${args.tensor}: the list has ${args.tensors}. Number them from 0.`,
  IndexOutOfRange: (args) => `There is no index ${args.index}: there are ${args.count}. Number them from 0.`,
  NotOpenings: (args) => `Only the contract ${args.openings} may call this, not ${args.caller}. Call that one.`,
  FindingAlreadyOpen: (args) => `The bounty of task ${args.taskId} has its finding already. Nothing is to be opened.`,
  FindingAlreadySettled: (args) => `The finder of task ${args.taskId} was paid already. Nothing is to be done.`,
  UnknownFinding: (args) => `Nobody has convicted the result of task ${args.taskId} by a proof. Check the id.`,
  ZeroRevealTime: () => 'The time to reveal is zero. Give finders at least a second.',
}
