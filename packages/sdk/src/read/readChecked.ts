import {
  type Abi,
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
import { nodeName } from '../rpc/nodeName.ts'
import { poolOf } from '../rpc/poolOf.ts'
import { readCall } from './readCall.ts'

/**
 * Calls a view function whose answer shows by itself whether it is true: `check` throws if it is not. Of several nodes the one that gave
 * it is left alone for a while, and the next is asked.
 */
export async function readChecked<
  const abi extends Abi,
  name extends ContractFunctionName<abi, 'pure' | 'view'>,
  const args extends ContractFunctionArgs<abi, 'pure' | 'view', name>,
>(
  chain: Chain,
  call: ReadContractParameters<abi, name, args>,
  check: (value: ReadContractReturnType<abi, name, args>, node: string) => void,
): Promise<ReadContractReturnType<abi, name, args>> {
  type Value = ReadContractReturnType<abi, name, args>
  const pool = poolOf(chain.publicClient)
  if (pool === undefined) {
    const value = await readCall(chain, call)
    check(value, nodeName(chain.rpcUrl))
    return value
  }
  const { address, abi, functionName, args } = call
  // viem's conditional types do not reduce for a generic ABI
  const data = encodeFunctionData({ abi, functionName, args } as unknown as EncodeFunctionDataParameters)
  try {
    return await pool.askChecked('eth_call', [{ to: address, data }, 'latest'], (answer, node) => {
      const result = { abi, functionName, args, data: answer as Hex } as unknown as DecodeFunctionResultParameters
      const value = decodeFunctionResult(result) as Value
      check(value, node)
      return value
    })
  } catch (error) {
    throw asAssayError(chain.rpcUrl, error)
  }
}
