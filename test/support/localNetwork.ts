import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { devAccount, REPLACE_AFTER_SEC, startAnvil } from '@assay/localnet'
import { type Deployment, formatDeployment } from '@assay/protocol'
import {
  type Assay,
  approve,
  createAssay,
  createChain,
  deploy,
  depositStake,
  localRules,
  mintLocalDollars,
  transfer,
} from '@assay/sdk'
import { openStore, type Store } from '@assay/store'
import { startStoreServer } from '@assay/store/server'
import type { Hex } from 'viem'
import { testPostgres } from './postgres.ts'

export const roles = ['deployer', 'client', 'provider', 'liar', 'watchtower', 'settler', 'stranger'] as const
export type Role = (typeof roles)[number]

/** Whole units of the payment token (6 decimals) and of the stake token (18). */
export const dollars = (amount: number): bigint => BigInt(amount) * 10n ** 6n
export const stake = (amount: number): bigint => BigInt(amount) * 10n ** 18n

export interface LocalNetwork {
  readonly rpcUrl: string
  readonly deployment: Deployment
  readonly store: Store
  readonly dir: string
  as(role: Role): Promise<Assay>
  keyOf(role: Role): Hex
  /** What every worker's environment holds here; each gets a data directory of its own. */
  environment(role: Role): Record<string, string>
  /** Mines one block, `seconds` after the last. */
  passTime(seconds: number): Promise<void>
  /** From now on a block comes every so many seconds; at the start, one for every transaction. */
  mineEvery(seconds: number): Promise<void>
  stop(): Promise<void>
}

const keyOf = (role: Role): Hex => devAccount(roles.indexOf(role)).privateKey

/** A chain with Assay on it, a job database and a content store, all of a test's own. Providers are staked, the client has dollars. */
export const startLocalNetwork = async (): Promise<LocalNetwork> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'assay-network-'))
  const [anvil, postgres, storeServer] = await Promise.all([
    startAnvil(),
    testPostgres(),
    startStoreServer({ dir: path.join(dir, 'store') }),
  ])
  const store = openStore(storeServer.url)
  const rpcUrl = anvil.url
  const stop = async () => {
    await store.close()
    await Promise.all([anvil.stop(), postgres.stop(), storeServer.close()])
    await rm(dir, { recursive: true, force: true })
  }
  try {
    const queueUrl = await postgres.database('assay')
    const deployment = await deploy(await createChain({ rpcUrl, account: keyOf('deployer'), pollMs: 20 }), {
      rules: localRules,
    })
    const deploymentFile = path.join(dir, 'deployment.json')
    await writeFile(deploymentFile, formatDeployment(deployment))
    const sending = { pollMs: 20, replaceAfterMs: REPLACE_AFTER_SEC * 1_000 }
    const as = (role: Role) => createAssay({ rpcUrl, deployment, account: keyOf(role), ...sending })
    const addressOf = (role: Role) => devAccount(roles.indexOf(role)).address

    const deployer = await as('deployer')
    const request = (method: string, ...params: readonly unknown[]) =>
      deployer.publicClient.request({ method, params } as never)
    for (const role of ['client', 'stranger'] as const)
      await mintLocalDollars(deployer, addressOf(role), dollars(1_000))
    // An allowance, so that the client may request several tasks at the same time: permits are numbered.
    const { optimisticVerifier, paymentToken } = deployment.contracts
    if (paymentToken !== undefined) await approve(await as('client'), paymentToken, optimisticVerifier, dollars(1_000))
    for (const role of ['provider', 'liar'] as const) {
      await transfer(deployer, deployment.contracts.assayToken, addressOf(role), stake(5_000))
      await depositStake(await as(role), stake(5_000))
    }

    return {
      ...{ rpcUrl, deployment, store, dir, as, keyOf, stop },
      environment: (role) => ({
        ASSAY_RPC_URL: rpcUrl,
        ASSAY_DEPLOYMENT: deploymentFile,
        ASSAY_QUEUE_URL: queueUrl,
        ASSAY_STORE_URL: storeServer.url,
        ASSAY_DATA_DIR: path.join(dir, role),
        ASSAY_POLL_MS: '50',
        ASSAY_REPLACE_SEC: String(REPLACE_AFTER_SEC),
        ASSAY_JOB_LOCK_SEC: '5',
        ASSAY_PROVIDER_MONITOR_PORT: '0',
        ASSAY_WATCHTOWER_MONITOR_PORT: '0',
        ASSAY_SETTLER_MONITOR_PORT: '0',
        ASSAY_SETTLER_PUBLIC: 'yes',
        ASSAY_LOG_LEVEL: process.env.ASSAY_TEST_LOG ?? 'silent',
      }),
      passTime: async (seconds) => {
        await request('evm_increaseTime', seconds)
        await request('evm_mine')
      },
      mineEvery: async (seconds) => {
        await request('evm_setAutomine', false)
        await request('evm_setIntervalMining', seconds)
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}
