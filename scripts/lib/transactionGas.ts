const INTRINSIC = 21_000
const STANDARD_TOKEN = 4
const FLOOR_TOKEN = 10
const TOKENS_OF_NONZERO = 4

/**
 * Gas of a whole transaction (EIP-7623): a zero byte of calldata is one token, any other four; a token costs 4 gas beside execution, and the whole
 * never less than 10 gas a token.
 */
export const transactionGas = (calldata: { zero: number; nonzero: number }, execution: number): number => {
  const tokens = calldata.zero + TOKENS_OF_NONZERO * calldata.nonzero
  return INTRINSIC + Math.max(STANDARD_TOKEN * tokens + execution, FLOOR_TOKEN * tokens)
}
