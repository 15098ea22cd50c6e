import {
  assayTokenAbi,
  type Deployment,
  findingsAbi,
  localDollarAbi,
  modelRegistryAbi,
  openingsAbi,
  openingVerifierAbi,
  optimisticVerifierAbi,
  programValidatorAbi,
  quotesAbi,
  requestGateAbi,
  resultDeliveryAbi,
  stakeVaultAbi,
  stepVerifierAbi,
  timelockAbi,
} from '@assay/protocol'
import { type Address, getContractAddress, zeroAddress } from 'viem'
import type { Chain } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { ProposersMissing } from '../errors.ts'
import { askNode } from '../read/askNode.ts'
import { sendCall } from '../send/sendCall.ts'
import type { DeployOptions } from './DeployOptions.ts'
import { deployContract } from './deployContract.ts'
import { handOver } from './handOver.ts'

/** Contracts that are told the verifier's address before it exists, and are deployed right before it. */
const BEFORE_VERIFIER = 4

/** Deploys Assay and allows its payment tokens; `writeDeployment` makes the result known. The deployer gets all stake tokens. */
export async function deploy(chain: Chain, options: DeployOptions): Promise<Deployment> {
  const { rules } = options
  const deployer = accountOf(chain).address
  if (rules.timelockSec !== undefined && (options.proposers ?? []).length === 0) throw new ProposersMissing()
  const bytecode = await import('@assay/protocol/bytecode')
  const genesis = await askNode(chain, (client) => client.getBlock({ blockNumber: 0n }))

  const create = (name: string, abi: ContractAbi, code: string, args: readonly unknown[] = [], at?: Address) =>
    deployContract(chain, { name, abi, bytecode: code, args, ...(at === undefined ? {} : { at }) })

  const token = await create('AssayToken', assayTokenAbi, bytecode.assayTokenBytecode, [deployer])
  const validator = await create('ProgramValidator', programValidatorAbi, bytecode.programValidatorBytecode)
  const registry = await create('ModelRegistry', modelRegistryAbi, bytecode.modelRegistryBytecode, [validator.address])
  const step = await create('StepVerifier', stepVerifierAbi, bytecode.stepVerifierBytecode)
  const openingVerifier = await create('OpeningVerifier', openingVerifierAbi, bytecode.openingVerifierBytecode)
  const timelockArgs = [rules.timelockSec, options.proposers, options.executors ?? [zeroAddress]]
  const timelock =
    rules.timelockSec === undefined
      ? undefined
      : await create('Timelock', timelockAbi, bytecode.timelockBytecode, timelockArgs)
  const gateArgs = [timelock?.address ?? options.owner ?? deployer, options.guardian ?? zeroAddress, rules.coolDownSec]
  const gate = await create('RequestGate', requestGateAbi, bytecode.requestGateBytecode, gateArgs)

  // these and the verifier name each other: its address is known from the deployer's nonce
  const nonce = await askNode(chain, (client) => client.getTransactionCount({ address: deployer, blockTag: 'pending' }))
  const verifierAddress = getContractAddress({ from: deployer, nonce: BigInt(nonce + BEFORE_VERIFIER) })
  const vaultArgs = [token.address, verifierAddress, rules.unbondingSec, rules.keyDelaySec]
  const vault = await create('StakeVault', stakeVaultAbi, bytecode.stakeVaultBytecode, vaultArgs)
  const { bondFloorWei, ...times } = rules.openings
  const openingsArgs = [verifierAddress, openingVerifier.address, times, bondFloorWei]
  const openings = await create('Openings', openingsAbi, bytecode.openingsBytecode, openingsArgs)
  const findingsArgs = [vault.address, rules.revealSec]
  const findings = await create('Findings', findingsAbi, bytecode.findingsBytecode, findingsArgs)
  const quotes = await create('Quotes', quotesAbi, bytecode.quotesBytecode, [verifierAddress, vault.address])
  const modules = {
    stakeVault: vault.address,
    modelRegistry: registry.address,
    openings: openings.address,
    findings: findings.address,
    quotes: quotes.address,
    requestGate: gate.address,
  }
  const dials = { stepVerifier: step.address, ...rules.dials }
  const verifier = await create(
    'OptimisticVerifier',
    optimisticVerifierAbi,
    bytecode.optimisticVerifierBytecode,
    [deployer, options.treasury ?? deployer, modules, rules.bounds, dials],
    verifierAddress,
  )
  const delivery = await create('ResultDelivery', resultDeliveryAbi, bytecode.resultDeliveryBytecode, [
    verifier.address,
  ])

  const paymentTokens = options.paymentTokens ?? [
    (await create('LocalDollar', localDollarAbi, bytecode.localDollarBytecode)).address,
  ]
  const call = { address: verifier.address, abi: optimisticVerifierAbi } as const
  for (const payment of paymentTokens) {
    await sendCall(chain, { ...call, functionName: 'setTokenAllowed', args: [payment, true] })
  }
  await handOver(chain, verifier.address, { timelock: timelock?.address, owner: options.owner })
  const [paymentToken] = paymentTokens
  return {
    chainId: chain.chainId,
    startBlock: token.receipt.blockNumber,
    genesis: genesis.hash,
    contracts: {
      assayToken: token.address,
      ...modules,
      programValidator: validator.address,
      optimisticVerifier: verifier.address,
      stepVerifier: step.address,
      resultDelivery: delivery.address,
      openingVerifier: openingVerifier.address,
      ...(timelock === undefined ? {} : { timelock: timelock.address }),
      ...(paymentToken === undefined ? {} : { paymentToken }),
    },
  }
}

type ContractAbi = Parameters<typeof deployContract>[1]['abi']
