import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import {
  assertPortFree,
  type Postgres,
  type ProcessFailed,
  REPLACE_AFTER_SEC,
  startAnvil,
  startPostgres,
} from '@assay/localnet'
import type { Deployment } from '@assay/protocol'
import { writeDeployment } from '@assay/protocol/deployments'
import { type Assay, createAssay, createChain, deploy, localRules } from '@assay/sdk'
import { openStore, type Store } from '@assay/store'
import { startStoreServer } from '@assay/store/server'
import { progress } from '../terminal/progress.ts'
import { devAccount } from './devAccounts.ts'
import type { LocalSettings } from './localSettings.ts'
import { repositoryRoot } from './repositoryRoot.ts'
import type { Role } from './roles.ts'
import { startWorker } from './startWorker.ts'

const BLOCK_TIME_SEC = 1

export interface LocalNetwork {
  readonly rpcUrl: string
  readonly storeUrl: string
  readonly gatewayUrl: string
  readonly deployment: Deployment
  readonly store: Store
  /** The chain as seen by a role's account. */
  as(role: Role): Promise<Assay>
  /** Starts a built program as a worker process that `stop` ends too. */
  start(name: string, program: string, env: NodeJS.ProcessEnv): Promise<void>
  /** Where a worker writes its log. */
  logOf(name: string): string
  /** Ends everything, last started first. */
  stop(): Promise<void>
}

export interface LocalNetworkOptions {
  readonly settings: LocalSettings
  /** Folder of the built programs (scripts/build). */
  readonly programs: string
  /** Called once if a process of the network ends by itself. */
  readonly onFailure: (error: ProcessFailed) => void
}

/** A chain with Assay's contracts, a content store and a database, on this machine. Every start is a fresh chain. */
export const startLocalNetwork = async ({
  settings,
  programs,
  onFailure,
}: LocalNetworkOptions): Promise<LocalNetwork> => {
  const dir = path.resolve(repositoryRoot, settings.dir)
  const logs = path.join(dir, 'logs')
  await mkdir(logs, { recursive: true })
  for (const [name, port, setting] of [
    ['the Ethereum node', settings.rpcPort, 'ASSAY_RPC_PORT'],
    ['PostgreSQL', settings.postgresPort, 'ASSAY_POSTGRES_PORT'],
    ['the content store', settings.storePort, 'ASSAY_STORE_PORT'],
    ["the content store's gateway", settings.gatewayPort, 'ASSAY_GATEWAY_PORT'],
    ['the provider', settings.providerPort, 'ASSAY_PROVIDER_PORT'],
    ['the lying provider', settings.liarPort, 'ASSAY_LIAR_PORT'],
    ["the provider's metrics", settings.providerMonitorPort, 'ASSAY_PROVIDER_MONITOR_PORT'],
    ["the watchtower's metrics", settings.watchtowerMonitorPort, 'ASSAY_WATCHTOWER_MONITOR_PORT'],
    ["the settler's metrics", settings.settlerMonitorPort, 'ASSAY_SETTLER_MONITOR_PORT'],
  ] as const) {
    await assertPortFree(name, port, setting)
  }

  const stops: (() => Promise<void>)[] = []
  let stopped = false
  const stop = async () => {
    stopped = true
    for (const end of stops.splice(0).reverse()) await end()
  }
  const logOf = (name: string) => path.join(logs, `${name}.log`)
  try {
    const [anvil, postgres, storeServer] = await progress('chain, database and content store', async () => {
      // each is noted as soon as it runs, so that a failure of another stops it
      const running = <T>(start: Promise<T>, end: (it: T) => Promise<void>) =>
        start.then((it) => {
          stops.push(() => end(it))
          return it
        })
      const started = await Promise.allSettled([
        running(
          startAnvil({
            port: settings.rpcPort,
            blockTimeSec: BLOCK_TIME_SEC,
            args: ['--mixed-mining'],
            logFile: logOf('anvil'),
            onUnexpectedExit: onFailure,
          }),
          (it) => it.stop(),
        ),
        running(startPostgres({ dir: path.join(dir, 'postgres'), port: settings.postgresPort }), (it) => it.stop()),
        running(
          startStoreServer({
            dir: path.join(dir, 'store'),
            port: settings.storePort,
            gatewayPort: settings.gatewayPort,
          }),
          (it) => it.close(),
        ),
      ])
      const failed = started.find((one) => one.status === 'rejected')
      if (failed !== undefined) throw failed.reason
      return started.map((one) => (one as PromiseFulfilledResult<unknown>).value) as [
        Awaited<ReturnType<typeof startAnvil>>,
        Postgres,
        Awaited<ReturnType<typeof startStoreServer>>,
      ]
    })
    const queueUrl = await postgres.freshDatabase('assay')
    const deployment = await progress('contracts deployed', async () => {
      const chain = await createChain({ rpcUrl: anvil.url, account: devAccount('deployer').account })
      const made = await deploy(chain, { rules: localRules, treasury: devAccount('treasury').address })
      await writeDeployment(made)
      return made
    })
    const connections = new Map<Role, Promise<Assay>>()
    const as = (role: Role) => {
      const known = connections.get(role)
      if (known !== undefined) return known
      const sending = { pollMs: 100, replaceAfterMs: REPLACE_AFTER_SEC * 1_000 }
      const made = createAssay({ rpcUrl: anvil.url, deployment, account: devAccount(role).account, ...sending })
      connections.set(role, made)
      return made
    }
    const store = openStore(storeServer.url)
    return {
      rpcUrl: anvil.url,
      storeUrl: storeServer.url,
      gatewayUrl: storeServer.gatewayUrl,
      deployment,
      store,
      as,
      logOf,
      stop,
      start: async (name, program, env) => {
        // a start that comes after the stop would be stopped by nobody
        if (stopped) return
        const { running, ready } = startWorker({
          name,
          file: path.join(programs, `${program}.mjs`),
          logFile: logOf(name),
          onUnexpectedExit: onFailure,
          env: {
            ASSAY_RPC_URL: anvil.url,
            ASSAY_QUEUE_URL: queueUrl,
            ASSAY_STORE_URL: storeServer.url,
            ASSAY_DATA_DIR: path.join(dir, 'workers', name),
            ASSAY_POLL_MS: '200',
            ASSAY_REPLACE_SEC: String(REPLACE_AFTER_SEC),
            ...env,
          },
        })
        stops.push(() => running.stop())
        await ready
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}
