import { describe, expect, it } from 'vitest'
import { raiseFees } from './raiseFees.ts'

const fees = (maxFeePerGas: bigint, maxPriorityFeePerGas: bigint) => ({ maxFeePerGas, maxPriorityFeePerGas })

describe('raiseFees', () => {
  it('raises both fees by at least 12.5 %, also from zero', () => {
    expect(raiseFees(fees(1000n, 80n), fees(0n, 0n))).toEqual(fees(1126n, 91n))
    expect(raiseFees(fees(0n, 0n), fees(0n, 0n))).toEqual(fees(1n, 1n))
  })

  it("goes up to today's fees where those are higher", () => {
    expect(raiseFees(fees(1000n, 80n), fees(5000n, 10n))).toEqual(fees(5000n, 91n))
  })

  it('gives up at the ceiling', () => {
    expect(raiseFees(fees(1000n, 80n), fees(0n, 0n), 1126n)).toEqual(fees(1126n, 91n))
    expect(raiseFees(fees(1000n, 80n), fees(0n, 0n), 1125n)).toBeUndefined()
  })
})
