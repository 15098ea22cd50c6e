import {
  assayTokenAbi,
  type Deployment,
  localDollarAbi,
  modelRegistryAbi,
  optimisticVerifierAbi,
  programValidatorAbi,
  stakeVaultAbi,
  stepVerifierAbi,
} from '@assay/protocol'
import { type Address, getContractAddress } from 'viem'
import type { Chain } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { askNode } from '../read/askNode.ts'
import { sendCall } from '../send/sendCall.ts'
import { deployContract } from './deployContract.ts'
import type { Rules } from './Rules.ts'

export interface DeployOptions {
  readonly rules: Rules
  /** May change dials and allow tokens for later tasks; has to accept the ownership. Default: the deployer. */
  readonly owner?: Address
  /** Receives fees. Default: the deployer. */
  readonly treasury?: Address
  /** Tokens tasks may be paid in. Default, for local chains: a dollar that the deployer prints at will. */
  readonly paymentTokens?: readonly Address[]
}

/** Deploys Assay and allows its payment tokens; `writeDeployment` makes the result known. The deployer gets all stake tokens. */
export async function deploy(chain: Chain, options: DeployOptions): Promise<Deployment> {
  const { rules } = options
  const deployer = accountOf(chain).address
  const bytecode = await import('@assay/protocol/bytecode')
  const genesis = await askNode(chain, (client) => client.getBlock({ blockNumber: 0n }))

  const create = (name: string, abi: ContractAbi, code: string, args: readonly unknown[] = [], at?: Address) =>
    deployContract(chain, { name, abi, bytecode: code, args, ...(at === undefined ? {} : { at }) })

  const token = await create('AssayToken', assayTokenAbi, bytecode.assayTokenBytecode, [deployer])
  const validator = await create('ProgramValidator', programValidatorAbi, bytecode.programValidatorBytecode)
  const registry = await create('ModelRegistry', modelRegistryAbi, bytecode.modelRegistryBytecode, [validator.address])
  const step = await create('StepVerifier', stepVerifierAbi, bytecode.stepVerifierBytecode)

  // the vault and the verifier name each other: the second one's address is known from the deployer's nonce
  const nonce = await askNode(chain, (client) => client.getTransactionCount({ address: deployer, blockTag: 'pending' }))
  const verifierAddress = getContractAddress({ from: deployer, nonce: BigInt(nonce + 1) })
  const vaultArgs = [token.address, verifierAddress, rules.unbondingSec]
  const vault = await create('StakeVault', stakeVaultAbi, bytecode.stakeVaultBytecode, vaultArgs)
  const dials = { stepVerifier: step.address, ...rules.dials }
  const verifier = await create(
    'OptimisticVerifier',
    optimisticVerifierAbi,
    bytecode.optimisticVerifierBytecode,
    [deployer, options.treasury ?? deployer, vault.address, registry.address, rules.bounds, dials],
    verifierAddress,
  )

  const paymentTokens = options.paymentTokens ?? [
    (await create('LocalDollar', localDollarAbi, bytecode.localDollarBytecode)).address,
  ]
  const call = { address: verifier.address, abi: optimisticVerifierAbi } as const
  for (const payment of paymentTokens) {
    await sendCall(chain, { ...call, functionName: 'setTokenAllowed', args: [payment, true] })
  }
  if (options.owner !== undefined)
    await sendCall(chain, { ...call, functionName: 'transferOwnership', args: [options.owner] })
  const [paymentToken] = paymentTokens
  return {
    chainId: chain.chainId,
    startBlock: token.receipt.blockNumber,
    genesis: genesis.hash,
    contracts: {
      assayToken: token.address,
      stakeVault: vault.address,
      programValidator: validator.address,
      modelRegistry: registry.address,
      optimisticVerifier: verifier.address,
      stepVerifier: step.address,
      ...(paymentToken === undefined ? {} : { paymentToken }),
    },
  }
}

type ContractAbi = Parameters<typeof deployContract>[1]['abi']
