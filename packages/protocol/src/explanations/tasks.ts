import { date, type Explanations, missing, state, wait, wrongState } from './words.ts'

/** Tasks, stake, keys and money, and what every contract may say. Amounts are in the token's smallest unit. */
export const tasks: Explanations = {
  FreeStakeTooLow: (args) =>
    `${args.provider} has ${args.free} of free stake and needs ${args.needed}: ${missing(args.free, args.needed)} are missing. Deposit stake, or wait for running tasks to end.`,
  LockTooLow: (args) =>
    `The lock of ${args.lock} is below this model's minimum of ${args.minimum}: raise it by ${missing(args.lock, args.minimum)}.`,
  TaskNotRequested: wrongState('Requested'),
  TaskNotAccepted: wrongState('Accepted'),
  TaskNotSubmitted: wrongState('Submitted'),
  UnknownTask: (args) => `There is no task ${args.taskId}. Check the id and the chain.`,
  TaskAlreadyRequested: (args) =>
    `Task ${args.taskId} is this very request, with nonce ${args.nonce}, and stands already. Use it, or give another nonce to ask again.`,
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
  TaskEnded: (args) => `Task ${args.taskId} is ${state(args)}: there will be no result. Take back what waits for it.`,
  WindowPassed: (args) =>
    `Data of task ${args.taskId} could be demanded until ${date(args.finalAt)}. A proof of fraud is still taken until it is Final.`,
  OpeningsPending: (args) =>
    `Task ${args.taskId} has ${args.pendingOpenings} demands without an answer. Finalise it when they are answered; overdue ones convict.`,
  LevelNotServed: (args) => `Assurance level ${args.level} is not served yet. Ask for Exact (0).`,
  ZeroRoot: (args) => `The root "${args.which}" of task ${args.taskId} is zero. Give the root of the tensor itself.`,
  ZeroNodesRoot: (args) =>
    `Task ${args.taskId} asks for its trace at once, and nodesRoot is zero. Submit the root of all tensors.`,
  ZeroAddress: () => 'An address is zero. Name the account that is meant.',
  ZeroAmount: () => 'The amount is zero. Name one that is not.',
  OutputTooLong: (args) =>
    `An output of ${args.length} bytes does not go into the event: at most ${args.limit}. Leave it out and serve it at the endpoint.`,
  OutputLengthWrong: (args) =>
    `The output has ${args.actual ?? args.length} bytes; the model's has ${args.expected}. Send exactly those bytes.`,
  OutputNotCommitted: (args) =>
    `These bytes hash to ${args.actual}, the result committed to ${args.outputRoot}. Fetch the output again, and check the task.`,
  OutputIsRight: (args) =>
    `No fraud: the output root ${args.outputRoot} is that of the last node. Look for another claim.`,
  ModuleNotOurs: (args) =>
    `The module ${args.module} belongs to ${args.itsOther}. Deploy all contracts together, or name those of one deployment.`,
  NotOptimisticVerifier: (args) =>
    `Only the verifier ${args.expected} may call this, not ${args.caller}. Call the verifier.`,
  SharesExceedSlash: (args) =>
    `The shares of task ${args.taskId} are ${args.shares}, more than the ${args.slashed} slashed. This is a fault of the contracts: report it.`,
  UnbondingShorterThanLiability: (args) =>
    `Stake would be out after ${args.unbondingSec} s, before its longest liability of ${args.longestLiabilitySec} s ends. Raise the unbonding time.`,
  OfferNotActive: (args) =>
    `${args.provider} has no active offer for model ${args.modelId}. Publish one first, or name the right model.`,
  NotServing: (args) =>
    `${args.caller} may not act for provider ${args.provider}. Use the owner's key or an active operator's.`,
  QuoteExpired: (args) => `The quote expired at ${date(args.expiry)}; it is ${date(args.nowSec)}. Ask for another.`,
  QuoteForAnotherClient: (args) =>
    `The quote is for ${args.client}; ${args.caller} cannot use it. Ask for one of your own.`,
  QuoteLossMismatch: (args) =>
    `The quote says a largest loss of ${args.maxLoss} and locks ${args.lock}. Its provider has to sign the lock as the loss.`,
  QuoteSignatureWrong: (args) =>
    `The quote's signature is not ${args.signer}'s over ${args.digest}. Pass the quote on unchanged, to the chain and contracts it is for.`,
  QuoteSpent: (args) => `Quote ${args.nonce} of ${args.provider} was used or cancelled. Ask for another.`,
  PermitMalformed: (args) =>
    `The permit has ${args.length} bytes, not ${args.expected}. Encode deadline, v, r, s, or pass none.`,
  TokenBalanceShort: (args) =>
    `The contract holds ${args.balance} of token ${args.token} and owes ${args.owed}. The token took some away: report it.`,
  NativeCreditTooLow: (args) =>
    `${args.account} has ${args.credit} wei to withdraw and asked for ${args.wanted}. Withdraw no more than the credit.`,
  NativeTransferFailed: (args) => `${args.to} does not take ${args.amount} wei. Name another recipient.`,
}
