import {
  chainTime,
  connectWorker,
  contractEvents,
  createFaultPoints,
  createLogger,
  createTaskBook,
  isMain,
  runProcess,
  startTaskWorker,
  type TaskWorker,
} from '@assay/keeper'
import { optimisticVerifierAbi, resultDeliveryAbi } from '@assay/protocol'
import {
  cancelTask,
  convictSilence,
  deliverResult,
  expireTask,
  fetchInput,
  fetchModel,
  fetchOutput,
  finaliseTask,
  hasFailedDelivery,
  listOpenings,
  readDelivery,
  readDeliveryCost,
  readFinding,
  readModel,
  readTask,
  reclaimBond,
  replayTask,
  settleFinding,
  tryDelivery,
} from '@assay/sdk'
import { openStore } from '@assay/store'
import type { Logger } from 'pino'
import { formatEther, type Hex } from 'viem'
import { deliverCallback } from './deliverCallback.ts'
import { settlerEvents } from './job.ts'
import { settleTask } from './process.ts'
import { replayResult } from './replayResult.ts'
import { readSettlerSettings, type SettlerSettings, settlerSettings } from './settings.ts'

export { dueExit, type Exit } from './dueExit.ts'
export { type SettlerSettings, settlerSettings } from './settings.ts'

/** Of `finaliseTask`, generously. */
const FINALISE_GAS = 150_000n

/** Starts calling the exits that are due: its own, those of whom it is told to serve, everybody's as a public service. */
export const startSettler = async (
  settings: SettlerSettings,
  log: Logger = createLogger('settler', settings.logLevel),
): Promise<TaskWorker> => {
  const onSideEffect = createFaultPoints(settings.killAfter)
  const { assay, account, metrics } = await connectWorker('settler', settings, log, onSideEffect)
  const book = createTaskBook()
  const served = new Set([account, ...settings.beneficiaries].map((address) => address.toLowerCase()))
  const whose = settings.public === 'yes' ? 'everybody' : [...served].join(', ')
  log.info({ stage: 'start', account, chainId: assay.chainId, whose }, `settling tasks of ${whose}`)
  const readCallback = async (taskId: Hex) => (await readDelivery(assay, taskId)).callback
  const store = openStore(settings.storeUrl)
  const worker = await startTaskWorker({
    name: 'settler',
    ...{ assay, account, metrics, book },
    monitorSetting: settlerSettings.monitorPort.name,
    settings,
    log,
    source: contractEvents(
      assay,
      [assay.contracts.optimisticVerifier, assay.contracts.resultDelivery],
      [...optimisticVerifierAbi, ...resultDeliveryAbi],
      settlerEvents,
    ),
    taskOf: (event) => event.args.taskId,
    // until then it can only be cancelled or accepted
    delayMsOf: ({ eventName }) => (eventName === 'TaskRequested' ? settings.sweepSec * 1_000 : 0),
    process: settleTask({
      log,
      sweepSec: settings.sweepSec,
      chainTime: () => chainTime(assay.publicClient),
      readTask: async (taskId) => book.note(await readTask(assay, taskId)),
      exits: {
        cancel: (taskId) => cancelTask(assay, taskId),
        expire: (taskId) => expireTask(assay, taskId),
        finalise: (taskId) => finaliseTask(assay, taskId),
        settleFinding: (taskId) => settleFinding(assay, taskId),
        convictSilence: ({ taskId, position }) => convictSilence(assay, taskId, position),
        reclaimBond: ({ taskId, position }) => reclaimBond(assay, taskId, position),
      },
      serves: (account) => settings.public === 'yes' || served.has(account.toLowerCase()),
      paysToFinalise: async (taskId) => {
        const callback = settings.deliver === 'none' ? undefined : await readCallback(taskId)
        if (callback === undefined || callback.delivered) return false
        const finalising = FINALISE_GAS * (await assay.publicClient.getGasPrice())
        return callback.tip >= finalising + (await readDeliveryCost(assay, callback, 0))
      },
      onLeft: (exit) => metrics.exitsLeft.inc({ exit }),
      onUnread: (taskId, error) => {
        metrics.openingsUnread.inc()
        log.warn({ stage: 'settle', task: taskId, error }, `task ${taskId}: an opening could not be read`)
      },
      replay: replayResult({
        log,
        replay: settings.replay,
        readProgram: async ({ modelId }) => (await readModel(assay, modelId)).program,
        readCallback,
        deliveryCostOf: (callback, bytes) => readDeliveryCost(assay, callback, bytes),
        gasPrice: () => assay.publicClient.getGasPrice(),
        fetchModel: async ({ modelId }) => (await fetchModel(assay, store, modelId)).model,
        fetchInput: (task, program) => fetchInput(store, task, program),
        replayTask: (taskId, trace) => replayTask(assay, taskId, trace),
      }),
      deliver: deliverCallback({
        log,
        deliver: settings.deliver,
        readCallback,
        hasFailed: (taskId, { consumer }) => hasFailedDelivery(assay, taskId, { consumer, deliverer: account }),
        costOf: (callback, bytes) => readDeliveryCost(assay, callback, bytes),
        outputOf: async (task) => {
          const { program } = await readModel(assay, task.modelId)
          return fetchOutput(assay, task, program, { allowPrivate: settings.localEndpoints === 'yes' })
        },
        tryDelivery: ({ taskId }, callback, output) => tryDelivery(assay, taskId, callback, output),
        deliverResult: (taskId, output) => deliverResult(assay, taskId, output),
        onOutcome: (outcome, tip) => {
          metrics.deliveries.inc({ outcome })
          metrics.deliveryTips.inc(Number(formatEther(tip)))
        },
      }),
      readFinding: (taskId) => readFinding(assay, taskId),
      listOpenings: (taskId, onUnread) =>
        listOpenings(assay, taskId, { onUnread: (_position, error) => onUnread(error) }),
    }),
    onSideEffect,
  }).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  return {
    ...worker,
    close: async () => {
      await worker.close()
      await store.close()
    },
  }
}

if (isMain(import.meta.url)) await runProcess('settler', readSettlerSettings, startSettler)
