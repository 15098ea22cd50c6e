import type { Fees } from './Fees.ts'

const larger = (a: bigint, b: bigint) => (a > b ? a : b)
/** Nodes ask for 10 % more before they replace a transaction; one eighth more, rounded up, satisfies all of them. */
const raised = (fee: bigint) => fee + fee / 8n + 1n

/** Fees that replace `last`, at least today's; undefined if that would pass the ceiling. */
export function raiseFees(last: Fees, today: Fees, ceiling?: bigint): Fees | undefined {
  const fees = {
    maxFeePerGas: larger(raised(last.maxFeePerGas), today.maxFeePerGas),
    maxPriorityFeePerGas: larger(raised(last.maxPriorityFeePerGas), today.maxPriorityFeePerGas),
  }
  return ceiling !== undefined && fees.maxFeePerGas > ceiling ? undefined : fees
}
