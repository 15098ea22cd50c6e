import path from 'node:path'
import {
  type Closable,
  chainTime,
  connectWorker,
  contractEvents,
  createFaultPoints,
  createLogger,
  createTaskBook,
  isMain,
  meteredStore,
  runObserver,
  runProcess,
  startTaskWorker,
} from '@assay/keeper'
import { createRunner } from '@assay/keeper/runner'
import { byteSize } from '@assay/program'
import { proveElement } from '@assay/proof'
import { optimisticVerifierAbi } from '@assay/protocol'
import { fileJournal, proveFraud, readTask, type TaskView } from '@assay/sdk'
import { openStore } from '@assay/store'
import { type InferenceWorker, startInferenceWorker } from '@assay/worker-inference'
import type { Logger } from 'pino'
import { type Address, type Hex, isAddressEqual } from 'viem'
import { canaryChecks } from './canaryChecks.ts'
import { createPlanner } from './createPlanner.ts'
import type { Intent } from './Intent.ts'
import { openIntents } from './intentStore.ts'
import { canaryEvents } from './job.ts'
import { offeredModels } from './offeredModels.ts'
import { watchOwnLie } from './process.ts'
import { providerSettings } from './providerSettings.ts'
import { readIdentities } from './readIdentities.ts'
import { type CanarySettings, canarySettings, readCanarySettings } from './settings.ts'
import { tamperRun } from './tamperRun.ts'
import { verdictOf } from './verdictOf.ts'

export { type CanarySettings, canarySettings } from './settings.ts'

export interface CanaryWorker extends Closable {
  /** The accounts, and where each serves its results: what their offers have to name. */
  readonly accounts: readonly { readonly address: Address; readonly url: string }[]
  readonly monitorUrl: string
  /** Plans a wrong result now, whatever the clock says. */
  planNow(): Promise<unknown>
}

/**
 * Watches the watchers: asks and answers under ordinary accounts, and now and then answers wrongly on purpose. Honest watchers
 * are paid by it even when nobody cheats; if none convicts, it raises the alarm and convicts itself before the window ends.
 */
export const startCanary = async (
  settings: CanarySettings,
  log: Logger = createLogger('canary', settings.logLevel),
): Promise<CanaryWorker> => {
  const onSideEffect = createFaultPoints(settings.killAfter)
  const folder = path.resolve(settings.dataDir, 'canary')
  const journal = fileJournal(path.join(folder, 'journal'))
  const identities = await readIdentities(settings.identities)
  const intents = await openIntents(path.join(folder, 'intents'))
  const intentOf = (task: TaskView): Intent | undefined =>
    intents.all().find(({ client, provider, modelId, inputRoot, lock }) => {
      const wanted = task.wantedProvider
      return (
        isAddressEqual(client, task.client) &&
        wanted !== undefined &&
        isAddressEqual(provider, wanted) &&
        modelId === task.modelId &&
        inputRoot === task.inputRoot &&
        lock === task.lock.toString()
      )
    })

  const opened: Closable[] = []
  const closeAll = async () => {
    for (const each of opened.reverse()) await each.close()
  }
  try {
    // One after another: accounts that share a node do not hurry.
    const connections = []
    for (const { signer } of identities) {
      connections.push(await connectWorker('canary', { ...settings, ...signer }, log, onSideEffect))
    }
    const [first] = connections
    if (first === undefined) throw new TypeError('readIdentities gives two or more')
    const { assay, metrics, account } = first
    const accounts = connections.map((each) => ({ address: each.account, assay: { ...each.assay, journal } }))
    const source = meteredStore(openStore(settings.storeUrl), metrics)
    opened.push(source)
    const limits = { modelsHeld: 4, maxModelBytes: settings.maxModelMb * 2 ** 20, threads: settings.threads }
    const runner = createRunner(assay, source, limits, runObserver(metrics))
    opened.push(runner)

    const providers: InferenceWorker[] = []
    for (const identity of identities) {
      const worker = await startInferenceWorker(providerSettings(settings, identity), log, (task, { model, trace }) => {
        const intent = intentOf(task)
        return intent === undefined ? trace : tamperRun(model, trace, intent.lie)
      })
      opened.push(worker)
      providers.push(worker)
    }

    const convict = async (intent: Intent, taskId: Hex) => {
      const client = accounts.find(({ address }) => address === intent.client)?.assay ?? assay
      const task = await readTask(client, taskId)
      const { model, trace, release } = await runner.run(task)
      const { node, offset } = intent.lie
      const element = Math.floor(offset / byteSize((model.program.nodes[node] as { dtype: 'u8' }).dtype))
      const proof = proveElement(model, tamperRun(model, trace, intent.lie), node, element)
      release()
      return proveFraud(client, taskId, proof)
    }
    const book = createTaskBook()
    let standing = 0
    const worker = await startTaskWorker({
      name: 'canary',
      ...{ assay, account, metrics, book, settings, log, onSideEffect },
      monitorSetting: canarySettings.monitorPort.name,
      storeTrouble: source.trouble,
      checks: () => canaryChecks(standing),
      source: contractEvents(assay, assay.contracts.optimisticVerifier, optimisticVerifierAbi, canaryEvents),
      taskOf: (event) => event.args.taskId,
      process: watchOwnLie({
        ...{ log, metrics, intentOf, convict },
        patience: settings.patience,
        chainTime: () => chainTime(assay.publicClient),
        readTask: async (taskId) => book.note(await readTask(assay, taskId)),
        save: (intent) => intents.save(intent),
        onAlarm: (lies) => {
          standing = lies
        },
        verdictOf: (taskId) => verdictOf(assay, taskId),
        isOurs: (by) => accounts.some(({ address }) => isAddressEqual(address, by)),
      }),
    })
    opened.push(worker)
    const planner = createPlanner({
      ...{ log, intents, store: source, runner, accounts },
      perDay: settings.perDay,
      dailyLock: settings.dailyLock,
      modelsOf: (provider) => offeredModels(assay, provider, settings.models),
    })
    opened.push(planner)
    await planner.start()
    log.info({ stage: 'start', accounts: accounts.map(({ address }) => address) }, 'watching the watchers')
    return {
      accounts: accounts.map(({ address }, i) => ({ address, url: providers[i]?.url ?? '' })),
      monitorUrl: worker.monitorUrl,
      planNow: planner.planNow,
      close: closeAll,
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

if (isMain(import.meta.url)) await runProcess('canary', readCanarySettings, startCanary)
