import {
  BaseError,
  ContractFunctionRevertedError,
  ExecutionRevertedError,
  encodeErrorResult,
  type Hex,
  stringToHex,
} from 'viem'
import { describe, expect, it } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { ContractRevert, decodeRevert, errorsAbi } from './index.ts'

const provider = `0x${'11'.repeat(20)}` as const
const raw = (data: Hex) => new BaseError('outer', { cause: Object.assign(new BaseError('inner'), { data }) })

describe('decodeRevert', () => {
  it('says how much stake is missing', () => {
    const data = encodeErrorResult({ abi: errorsAbi, errorName: 'FreeStakeTooLow', args: [provider, 30n, 100n] })
    const revert = decodeRevert(raw(data))
    expect(revert).toBeInstanceOf(ContractRevert)
    expect(revert).toMatchObject({ errorName: 'FreeStakeTooLow', args: { provider, free: 30n, needed: 100n } })
    expect(revert?.message).toContain('70 are missing')
    expect(revert?.retryable).toBe(true)
  })

  it('says how long the window stays open, and until when', () => {
    const args = [idOf(12), 1_700_000_000n, 1_700_000_090n] as const
    const data = encodeErrorResult({ abi: errorsAbi, errorName: 'WindowStillOpen', args })
    expect(decodeRevert(raw(data))?.message).toContain('90 s to go, until 2023-11-14T22:14:50Z')
  })

  it('names the state a task is in', () => {
    const data = encodeErrorResult({ abi: errorsAbi, errorName: 'TaskNotSubmitted', args: [idOf(3), 4] })
    expect(decodeRevert(raw(data))?.message).toContain(`Task ${idOf(3)} is Final, not Submitted`)
  })

  it('says what a transfer lacks, in balance and in allowance', () => {
    const balance = encodeErrorResult({
      abi: errorsAbi,
      errorName: 'ERC20InsufficientBalance',
      args: [provider, 1n, 5n],
    })
    expect(decodeRevert(raw(balance))?.message).toContain('4 are missing')
    const allowance = encodeErrorResult({
      abi: errorsAbi,
      errorName: 'ERC20InsufficientAllowance',
      args: [provider, 2n, 5n],
    })
    expect(decodeRevert(raw(allowance))?.message).toContain('approve 3 more')
  })

  it('reads names out of bytes32', () => {
    const args = [stringToHex('windowSec', { size: 32 }), 5n, 10n, 20n] as const
    const revert = decodeRevert(raw(encodeErrorResult({ abi: errorsAbi, errorName: 'TermOutOfRange', args })))
    expect(revert?.message).toBe('The term windowSec is 5; this deployment allows 10 to 20.')
  })

  it('finds the data viem kept raw when its ABI did not know the error', () => {
    const data = encodeErrorResult({ abi: errorsAbi, errorName: 'UnknownTask', args: [idOf(9)] })
    const error = new ContractFunctionRevertedError({ abi: [], data, functionName: 'f' })
    expect(decodeRevert(new BaseError('x', { cause: error }))?.errorName).toBe('UnknownTask')
  })

  it('reads plain reasons and panics', () => {
    const reason =
      '0x08c379a0000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000036162630000000000000000000000000000000000000000000000000000000000'
    expect(decodeRevert(raw(reason))?.message).toBe('abc')
    const panic = `0x4e487b71${'00'.repeat(31)}11` as const
    expect(decodeRevert(raw(panic))?.message).toContain('code 17')
  })

  it('names a revert that says nothing', () => {
    const error = new BaseError('outer', { cause: new ExecutionRevertedError({}) })
    expect(decodeRevert(error)).toMatchObject({ errorName: 'EmptyRevert', retryable: false })
  })

  it('gives the selector of an error nobody knows, and nothing for what is no revert', () => {
    expect(decodeRevert(raw('0xdeadbeef'))).toMatchObject({ errorName: '0xdeadbeef' })
    for (const other of [new TypeError('fetch failed'), undefined, 'text', { data: '0x' }]) {
      expect(decodeRevert(other)).toBeUndefined()
    }
  })
})
