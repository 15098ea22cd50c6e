import { createHmac, randomBytes } from 'node:crypto'
import path from 'node:path'
import {
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
  type TaskWorker,
} from '@assay/keeper'
import { createRunner } from '@assay/keeper/runner'
import { optimisticVerifierAbi } from '@assay/protocol'
import {
  commitFinding,
  convictSilence,
  isFindingCommitted,
  listAnswers,
  OfferMissing,
  openBundle,
  proveFraud,
  ResultMissing,
  readDemandCost,
  readFinding,
  readOffer,
  readOpening,
  readRules,
  readTask,
  replayTask,
  requestOpening,
  revealFinding,
} from '@assay/sdk'
import { openStore } from '@assay/store'
import type { Logger } from 'pino'
import { formatEther } from 'viem'
import { countLies } from './countLies.ts'
import { createFinder } from './createFinder.ts'
import { watchtowerEvents, watchtowerPriorities } from './job.ts'
import { judgeResult } from './process.ts'
import { readWatchtowerSettings, type WatchtowerSettings, watchtowerSettings } from './settings.ts'
import type { WatchtowerDeps } from './WatchtowerDeps.ts'

export { decideWatch, type Watch, type WatchDecision } from './decideWatch.ts'
export { judgeResult } from './process.ts'
export { type WatchtowerSettings, watchtowerSettings } from './settings.ts'
export type { HonestRun, WatchtowerDeps } from './WatchtowerDeps.ts'

/** A number from 0 to 1 for each task, which no provider can foresee: the key is drawn at start. */
const createDraw = (): WatchtowerDeps['draw'] => {
  const key = randomBytes(32)
  return (taskId) => createHmac('sha256', key).update(taskId).digest().readUInt32BE() / 2 ** 32
}

/** Starts re-running results and convicting those who lied. */
export const startWatchtower = async (
  settings: WatchtowerSettings,
  log: Logger = createLogger('watchtower', settings.logLevel),
  onConvicted?: WatchtowerDeps['onConvicted'],
): Promise<Pick<TaskWorker, 'health' | 'monitorUrl' | 'close'>> => {
  const onSideEffect = createFaultPoints(settings.killAfter)
  const { assay, account, metrics } = await connectWorker('watchtower', settings, log, onSideEffect)
  const { openings } = await readRules(assay)
  const store = meteredStore(openStore(settings.storeUrl), metrics)
  const book = createTaskBook()
  const limits = {
    modelsHeld: settings.modelsHeld,
    maxModelBytes: settings.maxModelMb * 2 ** 20,
    threads: settings.threads,
  }
  const runner = createRunner(assay, store, limits, runObserver(metrics))
  const finder = createFinder({
    log,
    folder: path.resolve(settings.dataDir, 'findings', account.toLowerCase()),
    leastSec: BigInt(settings.commitLeastSec),
    // shared with nobody: a second read before the commitment was mined would let the proof into the commitment's own
    chainTime: () => chainTime({ getBlock: assay.publicClient.getBlock }),
    commitFinding: (finding) => commitFinding(assay, finding),
    isCommitted: (finding) => isFindingCommitted(assay, finding),
    revealFinding: (finding) => revealFinding(assay, finding),
    readFinding: (taskId) => readFinding(assay, taskId),
    onStored: () => onSideEffect('stored'),
  })
  const worker = await startTaskWorker({
    name: 'watchtower',
    ...{ assay, account, metrics, book },
    monitorSetting: watchtowerSettings.monitorPort.name,
    storeTrouble: store.trouble,
    settings,
    log,
    source: contractEvents(assay, assay.contracts.optimisticVerifier, optimisticVerifierAbi, watchtowerEvents),
    taskOf: (event) => event.args.taskId,
    priorityOf: ({ eventName }) => watchtowerPriorities[eventName],
    process: judgeResult({
      log,
      models: settings.models,
      share: settings.share,
      draw: createDraw(),
      retryMs: settings.retrySec * 1_000,
      readTask: async (taskId) => book.note(await readTask(assay, taskId)),
      execute: (task) => runner.run(task),
      loadModel: async ({ modelId }) => (await runner.loadModel(modelId)).commitment,
      executeOn: (task, inputs) => runner.runOn(task, inputs),
      storeHasInput: ({ inputDigest }) => store.has(inputDigest),
      inputSpendWei: settings.inputSpendWei,
      demandCost: (counts) => readDemandCost(assay, counts),
      responseSec: BigInt(openings.responseSec),
      heldBytes: settings.heldMb * 2 ** 20,
      fetchStep: async ({ taskId, modelId, provider, state }, { program }, step) => {
        if (provider === undefined) throw new ResultMissing(taskId, state)
        // Read each time: a provider may move its endpoint while it is being asked.
        const offer = await readOffer(assay, modelId, provider)
        if (offer === undefined) throw new OfferMissing(modelId, provider)
        const allowPrivate = settings.localEndpoints === 'yes'
        return openBundle({ endpoint: offer.endpoint, taskId, program, allowPrivate }).fetch(step)
      },
      ...countLies(metrics),
      proveFraud: (taskId, proof) => proveFraud(assay, taskId, proof),
      replayGas: settings.replayGas,
      replayTask: (taskId, trace) => replayTask(assay, taskId, trace),
      listAnswers: (taskId, positions) => listAnswers(assay, taskId, { positions }),
      readOpening: (taskId, position) => readOpening(assay, taskId, position),
      requestOpening: (taskId, request, answerBytes) => requestOpening(assay, taskId, request, answerBytes),
      convictSilence: (taskId, position) => convictSilence(assay, taskId, position),
      chainTime: () => chainTime(assay.publicClient),
      ...(settings.commit === 'yes' ? { finder } : {}),
      onDemanded: ({ tree }, bondWei) => {
        metrics.openingsDemanded.inc({ tree })
        metrics.openingBonds.inc({ tree }, Number(formatEther(bondWei)))
      },
      onDeclined: () => metrics.openingsDeclined.inc(),
      ...(onConvicted === undefined ? {} : { onConvicted }),
    }),
    onSideEffect,
  }).catch(async (error) => {
    await runner.close()
    await store.close()
    throw error
  })
  log.info({ stage: 'start', account, chainId: assay.chainId, share: settings.share }, 'watching results')
  return {
    health: worker.health,
    monitorUrl: worker.monitorUrl,
    close: async () => {
      await worker.close()
      await runner.close()
      await store.close()
    },
  }
}

if (isMain(import.meta.url)) await runProcess('watchtower', readWatchtowerSettings, startWatchtower)
