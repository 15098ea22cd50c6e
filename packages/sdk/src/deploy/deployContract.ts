import { type Abi, type Address, encodeDeployData, getAddress, type Hex, isAddressEqual, zeroAddress } from 'viem'
import type { Chain } from '../Assay.ts'
import { DeployDisturbed } from '../errors.ts'
import { sendTransaction } from '../send/sendTransaction.ts'
import type { Sent } from '../send/TransactionRequest.ts'

export interface ContractToDeploy {
  readonly name: string
  readonly abi: Abi
  readonly bytecode: string
  readonly args: readonly unknown[]
  /** Where other contracts were told it would be. */
  readonly at?: Address
}

export async function deployContract(chain: Chain, contract: ContractToDeploy): Promise<Sent & { address: Address }> {
  const { name, abi, args, at } = contract
  const data = encodeDeployData({ abi, bytecode: contract.bytecode as Hex, args: [...args] })
  const sent = await sendTransaction(chain, { label: `deploy ${name}`, data })
  const address = getAddress(sent.receipt.contractAddress ?? zeroAddress)
  if (at !== undefined && !isAddressEqual(at, address)) throw new DeployDisturbed(name, address, at)
  return { ...sent, address }
}
