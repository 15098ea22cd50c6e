/** Twin of contracts/libraries/OpeningCost.sol, where the constants are measured. */
const FLOOR_BASE = 24_000
const FLOOR_PER_BYTE = 40
const EXEC_BASE = 130_000
const EXEC_PER_BYTE = 34

/** Gas of the transaction that answers an opening with so many bytes, none of them zero. */
export function answerGas(answerBytes: number): number {
  return Math.max(FLOOR_BASE + FLOOR_PER_BYTE * answerBytes, EXEC_BASE + EXEC_PER_BYTE * answerBytes)
}
