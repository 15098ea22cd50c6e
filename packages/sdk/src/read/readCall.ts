import type {
  Abi,
  ContractFunctionArgs,
  ContractFunctionName,
  ReadContractParameters,
  ReadContractReturnType,
} from 'viem'
import type { Chain } from '../Assay.ts'
import { asAssayError } from '../asAssayError.ts'

/** Calls a view function; every failure is a named error. */
export async function readCall<
  const abi extends Abi,
  name extends ContractFunctionName<abi, 'pure' | 'view'>,
  const args extends ContractFunctionArgs<abi, 'pure' | 'view', name>,
>(chain: Chain, call: ReadContractParameters<abi, name, args>): Promise<ReadContractReturnType<abi, name, args>> {
  try {
    return await chain.publicClient.readContract(call)
  } catch (error) {
    throw asAssayError(chain.rpcUrl, error)
  }
}
