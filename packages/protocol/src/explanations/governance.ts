import type { Explanations } from './words.ts'

/** Guardian, timelock, deployment. */
export const governance: Explanations = {
  NotGuardian: (args) => `${args.caller} is not the guardian ${args.guardian}. Use that account.`,
  NotGuardianOrOwner: (args) =>
    `${args.caller} is neither the guardian ${args.guardian} nor the owner ${args.owner}. Use one of these accounts.`,
  NothingStopped: () => 'New tasks are not stopped, or not any more. Nothing is to be lifted.',
  StopOutOfRange: (args) => `A stop of ${args.stopSec} s is outside ${args.min} to ${args.max} s. Choose one within.`,
  ReasonOutOfRange: (args) =>
    `The reason has ${args.reasonBytes} bytes; ${args.min} to ${args.max} are allowed. Shorten it, or give one.`,
  CoolDownTooShort: (args) => `A cool-down of ${args.coolDownSec} s is below ${args.min} s. Raise it.`,
  DelayTooShort: (args) => `A delay of ${args.delaySec} s is below ${args.min} s. Raise it.`,
  TimeOutOfRange: (args) =>
    `The time "${args.what}" is ${args.actual} s; ${args.min} to ${args.max} are allowed. Choose one within.`,
  NoValidator: (args) =>
    `${args.validator} is no contract that validates programs. Deploy it first, and name its address.`,
  NotAContract: (args) => `${args.account} has no code. Deploy the contract first, and check the chain.`,
  NotMinter: (args) => `${args.caller} may not mint; ${args.minter} may. Use that account.`,
  OwnableUnauthorizedAccount: (args) =>
    `${args.account} is not the owner. Use the owner's account, on public networks the timelock.`,
  OwnableInvalidOwner: (args) => `${args.owner} cannot own the contract. Name another account.`,
  AccessControlUnauthorizedAccount: (args) =>
    `${args.account} lacks the role ${args.neededRole}. Use an account that has it, or have it granted.`,
  AccessControlBadConfirmation: () => 'A role is renounced by the account that has it only. Name the calling account.',
  TimelockInsufficientDelay: (args) =>
    `A delay of ${args.delay} s is below the timelock's ${args.minDelay} s. Schedule it later.`,
  TimelockInvalidOperationLength: (args) =>
    `The lists differ in length: ${args.targets} targets, ${args.payloads} payloads, ${args.values} values. Give one of each for every call.`,
  TimelockUnauthorizedCaller: (args) => `${args.caller} is not the timelock. Schedule the change through the timelock.`,
  TimelockUnexecutedPredecessor: (args) =>
    `Operation ${args.predecessorId} has to be executed before. Execute that one first.`,
  TimelockUnexpectedOperationState: (args) =>
    `Operation ${args.operationId} is not in the state for this (bits ${args.expectedStates}). Read its state: it may wait, be done, or be unknown.`,
}
