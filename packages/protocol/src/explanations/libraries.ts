import { date, type Explanations } from './words.ts'

/** What the tokens and libraries in use may say. */
export const libraries: Explanations = {
  ERC20InvalidApprover: (args) => `${args.approver} cannot approve. Use an account that is not zero.`,
  ERC20InvalidReceiver: (args) => `${args.receiver} cannot receive the token. Name another account.`,
  ERC20InvalidSender: (args) => `${args.sender} cannot send the token. Use another account.`,
  ERC20InvalidSpender: (args) => `${args.spender} cannot be approved. Name another account.`,
  ERC20ExceededSafeSupply: (args) => `The supply would be ${args.increasedSupply}, more than ${args.cap}. Mint less.`,
  ERC2612InvalidSigner: (args) =>
    `The permit was signed by ${args.signer}, not by ${args.owner}. Sign with the owner's key, for this chain and token.`,
  ERC5805FutureLookup: (args) =>
    `${args.timepoint} is not past: the clock is at ${args.clock}. Ask for an earlier time.`,
  VotesExpiredSignature: (args) => `The delegation was valid until ${date(args.expiry)}. Sign another.`,
  InvalidAccountNonce: (args) =>
    `The signature's number is used; the next of ${args.account} is ${args.currentNonce}. Sign with that one.`,
  CheckpointUnorderedInsertion: () =>
    'The history of votes would run backwards. This is a fault of the chain: report it.',
  ECDSAInvalidSignature: () => "The signature is nobody's. Sign again.",
  ECDSAInvalidSignatureLength: (args) => `The signature has ${args.length} bytes, not 65. Pass it on whole.`,
  ECDSAInvalidSignatureS: (args) =>
    `The signature's s (${args.s}) is in the upper half. Sign with a library that gives the lower.`,
  InvalidShortString: () => 'A text is not encoded as a short string. Deploy the contract again.',
  StringTooLong: (args) => `The text "${args.str}" is too long for 31 bytes. Shorten it.`,
  SafeCastOverflowedUintDowncast: (args) => `${args.value} does not fit into ${args.bits} bits. Use a smaller value.`,
  SafeERC20FailedOperation: (args) =>
    `Token ${args.token} refused to move. Check balance, allowance, and whether it is paused.`,
  FailedCall: () => 'A call inside failed without saying why. Simulate it by itself to see.',
  ReentrancyGuardReentrantCall: () =>
    'The contract was called again from within its own call. Call it afterwards instead.',
}
