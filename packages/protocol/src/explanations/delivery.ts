import type { Explanations } from './words.ts'

/** Results brought to contracts, and the example of such a contract. */
export const delivery: Explanations = {
  CallbackAlreadyRegistered: (args) =>
    `${args.consumer} waits for the result of task ${args.taskId} already. Withdraw that callback first.`,
  GasLimitOutOfRange: (args) =>
    `The consumer's gas of ${args.actual} is outside ${args.min} to ${args.max}. Choose one within.`,
  ConsumerHasNoCode: (args) => `${args.consumer} is no contract. Deploy it first, and check address and chain.`,
  TipTooHigh: (args) => `The tip of ${args.actual} wei is more than ${args.limit}. Offer less.`,
  WithdrawalFailed: (args) => `${args.to} does not take ${args.amount} wei. Name another recipient.`,
  NotResultDelivery: (args) =>
    `${args.caller} is not the ResultDelivery that the consumer believes. Deliver through that contract.`,
  WrongModel: (args) =>
    `The result is of model ${args.actual}; the consumer acts on ${args.expected} only. Ask for a task of that one.`,
  TermsTooWeak: (args) =>
    `The task's ${args.term} is ${args.actual}; the consumer believes from ${args.min} on. Ask for a task with more.`,
  AnotherDigit: (args) => `The model read ${args.actual}, not the wanted ${args.wanted}. Ask with another picture.`,
  AlreadyWon: (args) => `The prize is ${args.winner}'s already. There is nothing to win.`,
  NotWinner: (args) => `${args.caller} has not won, ${args.winner} has. Collect with that account.`,
  PaymentFailed: (args) => `${args.to} does not take ${args.amount} wei. Name another recipient.`,
}
