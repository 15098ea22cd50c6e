import { taskStates } from './generated/enums.ts'

type Args = Readonly<Record<string, unknown>>
type Explanation = (args: Args) => string

const amount = (value: unknown) => BigInt(value as bigint)
const missing = (has: unknown, needs: unknown) => amount(needs) - amount(has)
const date = (seconds: unknown) => new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z')
const wait = (args: Args, until: string) =>
  `${Number(args[until]) - Number(args.nowSec)} s to go, until ${date(args[until])}`
const state = (args: Args) => taskStates[Number(args.state)] ?? String(args.state)

const wrongState =
  (wanted: string): Explanation =>
  (args) =>
    `Task ${args.taskId} is ${state(args)}, not ${wanted}. Read it again: somebody may have moved it already.`

/** What to do about the reverts a caller can do something about. Amounts are in the token's smallest unit. */
const explanations: Readonly<Record<string, Explanation>> = {
  FreeStakeTooLow: (args) =>
    `${args.provider} has ${args.free} of free stake and needs ${args.needed}: ${missing(args.free, args.needed)} are missing. Deposit stake, or wait for running tasks to end.`,
  LockTooLow: (args) =>
    `The lock of ${args.lock} is below this model's minimum of ${args.minimum}: raise it by ${missing(args.lock, args.minimum)}.`,
  TaskNotRequested: wrongState('Requested'),
  TaskNotAccepted: wrongState('Accepted'),
  TaskNotSubmitted: wrongState('Submitted'),
  UnknownTask: (args) => `There is no task ${args.taskId}. Check the number and the chain.`,
  UnknownModel: (args) => `Model ${args.modelId} is not registered. Register it first.`,
  ModelAlreadyRegistered: (args) => `Model ${args.modelId} is registered already. Nothing is to be done.`,
  AcceptDeadlinePassed: (args) =>
    `Task ${args.taskId} could be accepted until ${date(args.acceptBy)}. It can only be cancelled now.`,
  AcceptDeadlineNotReached: (args) =>
    `Only its client may cancel task ${args.taskId} before it could have been accepted: ${wait(args, 'acceptBy')}.`,
  SubmitDeadlinePassed: (args) =>
    `The result of task ${args.taskId} was due by ${date(args.submitBy)}. It can only expire now.`,
  SubmitDeadlineNotReached: (args) => `Task ${args.taskId} may still be submitted: ${wait(args, 'submitBy')}.`,
  WindowStillOpen: (args) =>
    `The dispute window of task ${args.taskId} is open: ${wait(args, 'finalAt')}. Finalise it then.`,
  StillUnbonding: (args) => `The stake of ${args.provider} is unbonding: ${wait(args, 'unbondsAt')}. Withdraw it then.`,
  UnbondingTooLow: (args) =>
    `${args.provider} has ${args.unbonding} unbonding and asked for ${args.wanted}. Withdraw less, or unbond more first.`,
  OperatorNotActive: (args) =>
    `${args.operator} may not serve for ${args.provider}. Its owner authorises it (assay operator set), which takes effect after the key delay.`,
  OperatorLimitExceeded: (args) =>
    `Operator ${args.operator} would hold ${args.locked} locked; its limit is ${args.maxLocked}. Wait for its tasks to end, or have the owner raise the limit.`,
  OperatorDayLimitExceeded: (args) =>
    `Operator ${args.operator} would have locked ${args.lockedInDay} since 00:00 UTC; its limit is ${args.maxPerDay} a day. Go on tomorrow, or have the owner raise the limit.`,
  OperatorIsProvider: (args) => `${args.provider} is the owner itself: it serves without authorisation or limit.`,
  RequestsStopped: (args) =>
    `The guardian has stopped new tasks until ${date(args.until)}: "${String(args.reason)}". Request again then; tasks under way are untouched.`,
  CoolingDown: (args) => `The guardian may not stop new tasks again yet: ${wait(args, 'nextStopAt')}.`,
  RevealTimeOver: (args) =>
    `Finders of the lie in task ${args.taskId} could reveal until ${date(args.revealBy)}. It can only be settled now.`,
  RevealTimeNotOver: (args) =>
    `Finders may still reveal for task ${args.taskId}: ${wait(args, 'revealBy')}. Settle it then.`,
  CommittedTooLate: (args) =>
    `The commitment for task ${args.taskId} was made at ${date(args.committedAt)}, not before the conviction at ${date(args.convictedAt)}: the convictor keeps the bounty.`,
  NotTheEarliest: (args) =>
    `A commitment for task ${args.taskId} came earlier (place ${args.earliest}, this one ${args.sequence}): its finder is paid.`,
  UnknownCommitment: () =>
    'Nobody committed to these values. Check task, challenger, proof and salt: one differs from what was committed.',
  NotTaskProvider: (args) => `Task ${args.taskId} is for provider ${args.provider}; ${args.caller} may not act on it.`,
  OpposingRoles: (args) => `${args.account} holds the other role in task ${args.taskId} already. Use another account.`,
  TokenNotAllowed: (args) => `Token ${args.token} is not on the list of payment tokens. Use one that is allowed.`,
  TermOutOfRange: (args) =>
    `The term ${args.term} is ${args.actual}; this deployment allows ${args.min} to ${args.max}.`,
  DialOutOfRange: (args) => `The dial ${args.dial} is ${args.actual}; its limit is ${args.limit}.`,
  CreditTooLow: (args) =>
    `${args.account} has a credit of ${args.credit} and asked for ${args.wanted}: ${missing(args.credit, args.wanted)} are missing.`,
  NothingToWithdraw: (args) => `${args.account} has nothing to withdraw.`,
  TokenMovedWrongAmount: (args) =>
    `Token ${args.token} moved ${args.moved} instead of ${args.expected}: tokens that take a fee or rebase cannot be used.`,
  NodeInvalid: (args) =>
    `Node ${args.node} of the program is invalid: ${args.what} is ${args.actual}, its limit ${args.limit}.`,
  NodeOverBudget: (args) =>
    `Node ${args.node} is too large to be proven on chain: ${args.what} ${args.actual}, at most ${args.limit}. Split it, or use smaller chunks.`,
  TextTooLong: (args) => `The text "${args.what}" has ${args.actual} bytes; at most ${args.limit} are allowed.`,
  RefersToItself: (args) =>
    `Model ${args.modelId} cannot be its own ${args.what}. Name another registered model, or none.`,
  NotTaskClient: (args) =>
    `Task ${args.taskId} is of client ${args.client}; ${args.caller} may not name who gets its result.`,
  TaskNotFinal: (args) => `Task ${args.taskId} is ${state(args)}: its result is brought to contracts once it is Final.`,
  NoCallback: (args) => `No contract waits for the result of task ${args.taskId}. Nothing is to be done.`,
  AlreadyDelivered: (args) => `The result of task ${args.taskId} was delivered already. Nothing is to be done.`,
  GasTooLow: (args) =>
    `Too little gas for the consumer: ${args.actual} left, ${args.needed} needed. Send it with more.`,
  DeliveryUnderWay: (args) => `Deliverers may be on their way with task ${args.taskId}: ${wait(args, 'untilSec')}.`,
  NotDeprecated: (args) => `${args.account} has not deprecated model ${args.modelId}. Nothing is to be taken back.`,
  ERC20InsufficientBalance: (args) =>
    `${args.sender} holds ${args.balance} of the token and needs ${args.needed}: ${missing(args.balance, args.needed)} are missing.`,
  ERC20InsufficientAllowance: (args) =>
    `${args.spender} may spend ${args.allowance} and needs ${args.needed}: approve ${missing(args.allowance, args.needed)} more.`,
  ERC2612ExpiredSignature: (args) => `The permit was valid until ${date(args.deadline)}. Sign another.`,
  ElementIsRight: (args) =>
    `No fraud: element ${args.element} of node ${args.node} follows from its inputs (${args.value}). Run the executor's self-test.`,
  Error: (args) => String(args.message),
  Panic: (args) => `The contract panicked with code ${args.code}. This is a fault of the contract: report it.`,
}

/** One sentence or two about a revert; for errors that need no advice, their name and arguments. */
export function explainRevert(errorName: string, args: Args): string {
  const explain = Object.hasOwn(explanations, errorName) ? explanations[errorName] : undefined
  const given = Object.entries(args).map(([name, value]) => `${name} ${String(value)}`)
  return explain?.(args) ?? `The contract refused with ${errorName}(${given.join(', ')}).`
}
