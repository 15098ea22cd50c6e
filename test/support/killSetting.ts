import { freePort } from '@assay/localnet'
import { type Assay, readTask } from '@assay/sdk'
import type { Hex } from 'viem'
import { eventsOf } from './eventsOf.ts'
import { type LocalNetwork, type Role, startLocalNetwork } from './localNetwork.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask } from './tinyTask.ts'
import { until } from './until.ts'
import { type WorkerProcess, workerProcess } from './workerProcess.ts'

export interface KillSetting {
  readonly network: LocalNetwork
  readonly client: Assay
  /** Who provides, its account, and the port its offer names. */
  readonly provider: Assay
  readonly port: string
  /** Starts the worker under test as a process. */
  start(kill: string): WorkerProcess
  ask(windowSec: number): Promise<Hex>
  /** The same, with what makes its input. */
  askSeeded(windowSec: number): Promise<{ readonly taskId: Hex; readonly seed: number }>
  reaches(taskId: Hex, state: string): Promise<unknown>
  /** How often each event of a task is on chain. */
  eventsOf(taskId: Hex): Promise<Record<string, number>>
}

/**
 * A network on which one worker is killed again and again. Blocks come at their own pace, so that a killed process leaves
 * transactions behind that are not mined yet; jobs of the dead are given out again after a second.
 */
export const killSetting = async (
  worker: 'inference' | 'watchtower' | 'settler',
  providerRole: Role,
  extra: Readonly<Record<string, string>> = {},
): Promise<KillSetting> => {
  const network = await startLocalNetwork()
  const client = await network.as('client')
  const provider = await network.as(providerRole)
  const address = provider.account?.address
  const { modelId } = await publishTinyModel(client, network.store)
  const port = String(await freePort())
  await offerTinyModel(provider, modelId, `http://127.0.0.1:${port}`, 600)
  await network.mineEvery(1)
  const own = {
    ASSAY_PROVIDER_KEY: network.keyOf(providerRole),
    ASSAY_PROVIDER_PORT: port,
    ASSAY_WATCHTOWER_KEY: network.keyOf('watchtower'),
    ASSAY_WATCHTOWER_LOCAL_ENDPOINTS: 'yes',
    ASSAY_SETTLER_KEY: network.keyOf('settler'),
    ASSAY_SETTLER_SWEEP_SEC: '1',
    ASSAY_JOB_LOCK_SEC: '1',
    ...extra,
  }
  let lastSeed = 200
  const askSeeded = async (windowSec: number) => {
    lastSeed += 1
    const seed = lastSeed
    const wanted = address === undefined ? {} : { provider: address }
    return { seed, taskId: await requestTinyTask(client, network.store, { modelId, ...wanted, seed, windowSec }) }
  }
  return {
    ...{ network, client, provider, port },
    start: (kill) => workerProcess(worker, { ...network.environment(providerRole), ...own, ASSAY_KILL_AFTER: kill }),
    askSeeded,
    ask: async (windowSec) => (await askSeeded(windowSec)).taskId,
    reaches: (taskId, state) =>
      until(`task ${taskId} is ${state}`, async () => (await readTask(client, taskId)).state === state),
    eventsOf: (taskId) => eventsOf(client, taskId),
  }
}
