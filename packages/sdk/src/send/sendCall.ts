import {
  type Abi,
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type EncodeFunctionDataParameters,
  encodeFunctionData,
} from 'viem'
import type { Chain } from '../Assay.ts'
import { sendTransaction } from './sendTransaction.ts'
import type { Sent } from './TransactionRequest.ts'

export interface Call<
  abi extends Abi,
  name extends ContractFunctionName<abi, 'nonpayable' | 'payable'>,
  args extends ContractFunctionArgs<abi, 'nonpayable' | 'payable', name>,
> {
  readonly address: Address
  readonly abi: abi
  readonly functionName: name
  readonly args: args
  /** Wei sent along. */
  readonly value?: bigint
  /** Names the intent, so that a journal finds it after a crash. */
  readonly id?: string
}

/** Calls a contract in a transaction: every action of this package goes through here. */
export async function sendCall<
  const abi extends Abi,
  name extends ContractFunctionName<abi, 'nonpayable' | 'payable'>,
  const args extends ContractFunctionArgs<abi, 'nonpayable' | 'payable', name>,
>(chain: Chain, call: Call<abi, name, args>): Promise<Sent> {
  const { address, abi, functionName, args, value, id } = call
  return sendTransaction(chain, {
    label: functionName,
    to: address,
    // viem's conditional type does not reduce for a generic ABI; `Call` has checked the same parts
    data: encodeFunctionData({ abi, functionName, args } as unknown as EncodeFunctionDataParameters),
    ...(value === undefined ? {} : { value }),
    ...(id === undefined ? {} : { id }),
  })
}
