import { type Hex, numberToHex, toFunctionSelector } from 'viem'

const deliverSelector = toFunctionSelector('deliver(uint256,bytes)')

/** What creates a contract of this code. */
const creating = (code: string): Hex =>
  // PUSH2 length, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN
  `0x61${numberToHex(code.length / 2, { size: 2 }).slice(2)}80600a5f395ff3${code}`

/** Contracts that no result should be brought to, as their creation code. */
export const hostileConsumers = {
  /** PUSH0 PUSH0 REVERT */
  reverts: creating('5f5ffd'),
  /** INVALID: all gas is gone */
  burns: creating('fe'),
  /** Comes back in with the same call, and reverts if that fails: copies its calldata, puts `deliver`'s selector in front, calls its caller. */
  reenters: creating(
    [
      '365f5f37', // calldatacopy(0, 0, calldatasize)
      `63${deliverSelector.slice(2)}60e01b`, // selector << 224
      '5f51', // mload(0)
      `7b${'ff'.repeat(28)}16`, // & the last 28 bytes of the word
      '175f52', // | , mstore(0)
      '5f5f365f5f335af1', // call(gas, caller, 0, 0, calldatasize, 0, 0)
      '603d575f5ffd5b00', // if it failed: revert
    ].join(''),
  ),
} as const

/** Takes whatever it is brought: STOP. */
export const agreeableConsumer = creating('00')
