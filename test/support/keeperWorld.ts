import { type Assay, readTask, type TaskView } from '@assay/sdk'
import type { InferenceWorker } from '@assay/worker-inference'
import type { Hex } from 'viem'
import { type LocalNetwork, type Role, startLocalNetwork } from './localNetwork.ts'
import { startWorkers } from './startWorkers.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask } from './tinyTask.ts'
import { until } from './until.ts'

type Settings = Readonly<Record<string, string>>

/** It does not end before the test moves the chain's clock. */
export const WINDOW_SEC = 3_600

/** A network on which an honest provider, a liar, a watchtower and a settler work, in this process. */
export interface KeeperWorld {
  readonly network: LocalNetwork
  readonly client: Assay
  readonly modelId: `0x${string}`
  /** Requests a task of the honest provider or of the liar. */
  ask(of?: 'provider' | 'liar'): Promise<Hex>
  reaches(taskId: Hex, state: TaskView['state']): Promise<TaskView>
  /** Transactions of a role that have been mined. */
  sentBy(role: Role): Promise<number>
  rpc(method: string, ...params: readonly unknown[]): Promise<unknown>
  stop(): Promise<void>
}

/** @param settings of every worker, given the network they are on */
export const startKeeperWorld = async (
  settings: (network: LocalNetwork) => Settings | Promise<Settings> = () => ({}),
): Promise<KeeperWorld> => {
  const network = await startLocalNetwork()
  const closing: { close(): Promise<void> }[] = []
  const stop = async () => {
    await Promise.all(closing.map((each) => each.close()))
    await network.stop()
  }
  try {
    const extra = await settings(network)
    const start = startWorkers(network)
    const client = await network.as('client')
    const { modelId } = await publishTinyModel(client, network.store)
    const offer = async (role: 'provider' | 'liar', worker: InferenceWorker) => {
      closing.push(worker)
      await offerTinyModel(await network.as(role), modelId, worker.url, WINDOW_SEC)
    }
    await offer('provider', await start.provider(extra))
    await offer('liar', await start.liar(extra))
    closing.push(await start.watchtower(extra), await start.settler(extra))
    const addresses = {
      provider: (await network.as('provider')).account!.address,
      liar: (await network.as('liar')).account!.address,
    }
    let seed = 0
    return {
      ...{ network, client, modelId, stop },
      ask: (of = 'provider') => {
        seed += 1
        return requestTinyTask(client, network.store, {
          modelId,
          provider: addresses[of],
          seed,
          windowSec: WINDOW_SEC,
        })
      },
      reaches: (taskId, state) =>
        until(`task ${taskId} is ${state}`, async () => {
          const task = await readTask(client, taskId).catch(() => undefined)
          return task?.state === state && task
        }),
      sentBy: async (role) => {
        const { account } = await network.as(role)
        return client.publicClient.getTransactionCount({ address: account!.address })
      },
      rpc: (method, ...params) => client.publicClient.request({ method, params } as never),
    }
  } catch (error) {
    await stop()
    throw error
  }
}
