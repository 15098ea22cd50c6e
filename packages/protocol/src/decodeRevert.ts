import {
  type AbiParameter,
  BaseError,
  decodeErrorResult,
  ExecutionRevertedError,
  type Hex,
  hexToString,
  toFunctionSelector,
} from 'viem'
import { formatAbiItem } from 'viem/utils'
import { ContractRevert } from './errors.ts'
import { explainRevert } from './explainRevert.ts'
import { errorsAbi } from './generated/abis.ts'
import { revertDataOf } from './revertDataOf.ts'

const builtIn = [
  { type: 'error', name: 'Error', inputs: [{ name: 'message', type: 'string' }] },
  { type: 'error', name: 'Panic', inputs: [{ name: 'code', type: 'uint256' }] },
] as const

/** Hashed once: looking for a selector among signatures would hash them all for each revert. */
const bySelector = new Map([...errorsAbi, ...builtIn].map((item) => [toFunctionSelector(formatAbiItem(item)), item]))

/** Time heals these: the same call succeeds later. */
const healing = new Set([
  'AcceptDeadlineNotReached',
  'CoolingDown',
  'FreeStakeTooLow',
  'OperatorDayLimitExceeded',
  'OperatorLimitExceeded',
  'RequestsStopped',
  'RevealTimeNotOver',
  'StillUnbonding',
  'SubmitDeadlineNotReached',
  'WindowStillOpen',
])

/** Names of terms, fields and limits: short ASCII text in a bytes32. */
const textArguments = new Set(['term', 'dial', 'what', 'table', 'which'])

/** The revert inside any error of viem's, or undefined if the call failed for another reason. */
export function decodeRevert(error: unknown): ContractRevert | undefined {
  if (error instanceof ContractRevert) return error
  const data = revertDataOf(error)
  if (data === undefined) return isRevert(error) ? emptyRevert(error) : undefined
  const decoded = decode(data)
  if (decoded === undefined) {
    const selector = data.slice(0, 10)
    return new ContractRevert(
      selector,
      { data },
      `A contract reverted with an error nobody here knows (${selector}). Check that the deployment matches this version.`,
      { cause: error, retryable: false },
    )
  }
  const { errorName, args } = decoded
  return new ContractRevert(errorName, args, explainRevert(errorName, args), {
    cause: error,
    retryable: healing.has(errorName),
  })
}

function isRevert(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false
  if (error.walk((cause) => cause instanceof ExecutionRevertedError) === null) return false
  // nodes also call running out of gas a revert
  return !/out ?of ?gas|exceeds allowance/i.test(error.message)
}

function emptyRevert(cause: unknown): ContractRevert {
  const message =
    'A contract reverted without saying why. Check that the address is right and that the deployment matches.'
  return new ContractRevert('EmptyRevert', {}, message, { cause, retryable: false })
}

function decode(data: Hex): { errorName: string; args: Readonly<Record<string, unknown>> } | undefined {
  const item = bySelector.get(data.slice(0, 10) as Hex)
  if (item === undefined) return undefined
  try {
    const { abiItem, args, errorName } = decodeErrorResult({ abi: [item], data })
    const inputs: readonly AbiParameter[] = 'inputs' in abiItem ? (abiItem.inputs ?? []) : []
    const values: readonly unknown[] = args ?? []
    return { errorName, args: Object.fromEntries(inputs.map((input, i) => named(input, values[i], i))) }
  } catch {
    return undefined
  }
}

function named(input: AbiParameter, value: unknown, index: number): [string, unknown] {
  const name = input.name === undefined || input.name === '' ? `arg${index}` : input.name
  const isText = input.type === 'bytes32' && textArguments.has(name)
  return [name, isText ? hexToString(value as Hex, { size: 32 }) : value]
}
