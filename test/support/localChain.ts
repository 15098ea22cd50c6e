import { type AnvilOptions, REPLACE_AFTER_SEC } from '@assay/localnet'
import type { Deployment } from '@assay/protocol'
import {
  type Assay,
  type AssayOptions,
  createAssay,
  createChain,
  deploy,
  localRules,
  mintLocalDollars,
  type Rules,
  transfer,
} from '@assay/sdk'
import type { Address, Hex } from 'viem'
import { startTestChain, type TestChain } from './anvil.ts'

/** Who uses which of anvil's accounts in tests; the deployer owns the contracts and prints the money. */
export const actors = ['deployer', 'client', 'provider', 'watchtower', 'settler', 'author', 'liar', 'stranger'] as const
export type Actor = (typeof actors)[number]

export interface LocalChainOptions extends AnvilOptions {
  readonly rules?: Rules
}

type ActorOptions = Omit<AssayOptions, 'rpcUrl' | 'account' | 'deployment'>

/** A local chain with Assay on it. */
export interface LocalChain {
  readonly chain: TestChain
  readonly deployment: Deployment
  /** The context of an actor; with options, a fresh one. */
  as(actor: Actor, options?: ActorOptions): Promise<Assay>
  /** The context of one of the accounts that no actor has: a dozen of them, with ether and nothing else. */
  spare(index: number, options?: ActorOptions): Promise<Assay>
  addressOf(actor: Actor): Address
  /** Gives payment tokens, in millionths of a dollar. */
  dollars(to: Actor | Address, amount: bigint): Promise<void>
  /** Gives stake tokens, in their smallest unit. */
  stakeTokens(to: Actor | Address, amount: bigint): Promise<void>
  stop(): Promise<void>
}

export async function startLocalChain(options: LocalChainOptions = {}): Promise<LocalChain> {
  const chain = await startTestChain(options)
  const { rpcUrl } = chain
  const accountOf = (actor: Actor) => chain.accounts[actors.indexOf(actor)]!
  const addressOf = (who: Actor | Address) =>
    who.startsWith('0x') ? (who as Address) : accountOf(who as Actor).address
  try {
    const deployer = await createChain({ rpcUrl, account: accountOf('deployer').privateKey, pollMs: 20 })
    const deployment = await deploy(deployer, { rules: options.rules ?? localRules })
    const withKey = (account: Hex, more: ActorOptions = {}) =>
      createAssay({ rpcUrl, deployment, account, pollMs: 20, replaceAfterMs: REPLACE_AFTER_SEC * 1_000, ...more })
    const as: LocalChain['as'] = (actor, more) => withKey(accountOf(actor).privateKey, more)
    const treasury = await as('deployer')
    return {
      chain,
      deployment,
      as,
      spare: (index, more) => withKey(chain.accounts[actors.length + index]!.privateKey, more),
      addressOf,
      dollars: async (to, amount) => {
        await mintLocalDollars(treasury, addressOf(to), amount)
      },
      stakeTokens: async (to, amount) => {
        await transfer(treasury, deployment.contracts.assayToken, addressOf(to), amount)
      },
      stop: () => chain.stop(),
    }
  } catch (error) {
    await chain.stop()
    throw error
  }
}
