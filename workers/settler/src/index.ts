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
  settleFinding,
  tryDelivery,
} from '@assay/sdk'
import type { Logger } from 'pino'
import { formatEther } from 'viem'
import { deliverCallback } from './deliverCallback.ts'
import { settlerEvents } from './job.ts'
import { settleTask } from './process.ts'
import { readSettlerSettings, type SettlerSettings, settlerSettings } from './settings.ts'

export { dueExit, type Exit } from './dueExit.ts'
export { type SettlerSettings, settlerSettings } from './settings.ts'

/** Starts calling every exit that is due, for anybody's tasks. */
export const startSettler = async (
  settings: SettlerSettings,
  log: Logger = createLogger('settler', settings.logLevel),
): Promise<TaskWorker> => {
  const onSideEffect = createFaultPoints(settings.killAfter)
  const { assay, account, metrics } = await connectWorker('settler', settings, log, onSideEffect)
  log.info({ stage: 'start', account, chainId: assay.chainId }, 'settling tasks')
  const book = createTaskBook()
  return startTaskWorker({
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
      deliver: deliverCallback({
        log,
        deliver: settings.deliver,
        readCallback: async (taskId) => (await readDelivery(assay, taskId)).callback,
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
      listOpenings: (taskId) => listOpenings(assay, taskId),
    }),
    onSideEffect,
  })
}

if (isMain(import.meta.url)) await runProcess('settler', readSettlerSettings, startSettler)
