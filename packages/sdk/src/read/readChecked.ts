import {
  type Abi,
  BaseError,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type DecodeFunctionResultParameters,
  decodeFunctionResult,
  type EncodeFunctionDataParameters,
  encodeFunctionData,
  type Hex,
  type ReadContractParameters,
  type ReadContractReturnType,
} from 'viem'
import type { Chain } from '../Assay.ts'
import { asAssayError } from '../asAssayError.ts'
import { RpcFailed } from '../errors.ts'
import { nodeName } from '../rpc/nodeName.ts'
import { poolOf } from '../rpc/poolOf.ts'
import { readCall } from './readCall.ts'

/**
 * Calls a view function whose answer shows by itself whether it is true: `check` throws if it is not, and says 'absent' if the answer is
 * that there is nothing, which shows nothing. Of several nodes one that gave what is not true is left alone for long; after it, or one
 * that has nothing, the next is asked. Undefined: no node that answers has anything.
 */
export async function readChecked<
  const abi extends Abi,
  name extends ContractFunctionName<abi, 'pure' | 'view'>,
  const args extends ContractFunctionArgs<abi, 'pure' | 'view', name>,
>(
  chain: Chain,
  call: ReadContractParameters<abi, name, args>,
  check: (value: ReadContractReturnType<abi, name, args>, node: string) => 'absent' | undefined,
): Promise<ReadContractReturnType<abi, name, args> | undefined> {
  type Value = ReadContractReturnType<abi, name, args>
  const pool = poolOf(chain.publicClient)
  if (pool === undefined) {
    const value = await readCall(chain, call)
    return check(value, nodeName(chain.rpcUrl)) === 'absent' ? undefined : value
  }
  const { address, abi, functionName, args } = call
  // viem's conditional types do not reduce for a generic ABI
  const data = encodeFunctionData({ abi, functionName, args } as unknown as EncodeFunctionDataParameters)
  try {
    const found = await pool.askChecked('eth_call', [{ to: address, data }, 'latest'], (answer, node) => {
      const result = { abi, functionName, args, data: answer as Hex } as unknown as DecodeFunctionResultParameters
      const value = decoded(result, node) as Value
      return check(value, node) === 'absent' ? null : { value }
    })
    return found?.value
  } catch (error) {
    throw asAssayError(chain.rpcUrl, error)
  }
}

function decoded(result: DecodeFunctionResultParameters, node: string): unknown {
  try {
    return decodeFunctionResult(result)
  } catch (error) {
    const reason = error instanceof BaseError ? error.shortMessage : String(error)
    throw new RpcFailed(node, `what it gave cannot be read (${reason})`, error)
  }
}
