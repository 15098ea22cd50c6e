import path from 'node:path'
import { pathToFileURL } from 'node:url'
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
import { encodeAnswer, toHex } from '@assay/proof'
import { optimisticVerifierAbi } from '@assay/protocol'
import {
  acceptTask,
  answerOpening,
  listOpenings,
  readFreeStake,
  readMinimumLock,
  readOffer,
  readTask,
  signQuote,
  submitResult,
} from '@assay/sdk'
import { openStore } from '@assay/store'
import type { Logger } from 'pino'
import type { Hex } from 'viem'
import { answerOpenings } from './answerOpenings.ts'
import { createTraces, type Tamper } from './createTraces.ts'
import { CopyNotWritten } from './errors.ts'
import { openHeldInputs } from './heldInputs.ts'
import { holdingStore } from './holdingStore.ts'
import { isOver } from './isOver.ts'
import { inferenceEvents, inferencePriorities } from './job.ts'
import { serveTask } from './process.ts'
import { createQuoteDesk } from './quoteDesk.ts'
import { serveResults } from './serveResults.ts'
import { type InferenceSettings, inferenceSettings, readInferenceSettings } from './settings.ts'
import { standingChecks } from './standingChecks.ts'
import { type StandingWatch, watchStanding } from './watchStanding.ts'

export type { Tamper } from './createTraces.ts'
export { type Decision, decide, type Situation } from './decide.ts'
export { type InferenceSettings, inferenceSettings } from './settings.ts'

export interface InferenceWorker {
  /** Where results are served. */
  readonly url: string
  readonly health: TaskWorker['health']
  /** Where metrics and health are shown. */
  readonly monitorUrl: string
  close(): Promise<void>
}

/**
 * Starts selling compute: accepts acceptable tasks, runs them, submits, and serves what the results commit to.
 * @param tamper for tests of dishonesty only; no setting leads here
 */
export const startInferenceWorker = async (
  settings: InferenceSettings,
  log: Logger = createLogger('inference', settings.logLevel),
  tamper?: Tamper,
): Promise<InferenceWorker> => {
  const onSideEffect = createFaultPoints(settings.killAfter)
  const { assay, account: key, metrics } = await connectWorker('inference', settings, log, onSideEffect)
  // RULE S-3: the key may be an operator's; stake and pay are the provider's
  const self = settings.provider ?? key
  const heldDir = path.resolve(settings.dataDir, 'held', self.toLowerCase())
  const source = meteredStore(openStore(settings.storeUrl), metrics)
  const stored = () => onSideEffect('stored')
  const store = holdingStore(source, openStore(pathToFileURL(heldDir).href), stored)
  const heldInputs = openHeldInputs({
    dir: heldDir,
    maxBytes: settings.heldInputsMb * 2 ** 20,
    quoteSec: settings.quoteSec,
    isOver: (taskId) => isOver(() => readTask(assay, taskId), self),
    onError: (error) => log.warn({ stage: 'prepare', error }, 'old inputs could not be removed'),
  })
  const inputs = holdingStore(source, heldInputs.store, stored, 0)
  const book = createTaskBook()
  const limits = {
    modelsHeld: settings.modelsHeld,
    maxModelBytes: settings.maxModelMb * 2 ** 20,
    threads: settings.threads,
  }
  const runner = createRunner(assay, store, limits, runObserver(metrics), inputs)
  const traces = createTraces({
    self,
    runner,
    readTask: (taskId) => readTask(assay, taskId),
    cacheBytes: settings.traceCacheMb * 2 ** 20,
    tamper,
  })
  const freeStake = () => readFreeStake(assay, self)
  const now = () => chainTime(assay.publicClient)
  const serving = {
    self,
    key,
    stepVerifier: assay.contracts.stepVerifier,
    models: settings.models,
    marginSec: settings.submitMarginSec,
    readOffer: (modelId: Hex) => readOffer(assay, modelId, self),
    chainTime: now,
  }
  const notWritten = (cause: unknown) => Promise.reject(new CopyNotWritten(heldDir, cause))
  const prepare = async (task: Parameters<typeof runner.loadInput>[0], purpose: 'quote' | 'task') => {
    await runner.loadModel(task.modelId)
    await heldInputs.want(task.inputDigest, purpose)
    await runner.loadInput(task)
    const trouble = (await store.unwritten()) ?? (await inputs.lacks(task.inputDigest))
    if (trouble !== undefined) throw new CopyNotWritten(heldDir, trouble)
  }
  const desk = createQuoteDesk({
    ...serving,
    quoteSec: settings.quoteSec,
    readFreeStake: freeStake,
    readMinimumLock: (modelId) => readMinimumLock(assay, modelId),
    prepare: (terms) => prepare(terms, 'quote'),
    sign: (quote) => signQuote(assay, quote),
  })
  metrics.beforeReading(async () => metrics.quotesOutstanding.set(desk.outstanding(await now())))
  let worker: TaskWorker | undefined
  let standingWatch: StandingWatch | undefined
  const server = await serveResults({
    host: settings.host,
    port: settings.port,
    trustedProxies: settings.trustedProxies,
    limits: { connections: settings.connections, perSource: settings.connectionsPerAddress },
    onEnded: (why) => metrics.connectionsEnded.inc({ why }),
    partOf: traces.serve,
    quote: desk.quote,
    // For strangers: whose endpoint this is and whether it works. The reasons, and what it earns with, are at the monitor.
    health: async () => {
      const { checks = [], block = null, queue = {} } = (await worker?.health()) ?? {}
      const ok = worker !== undefined && checks.every((check) => check.ok || check.name === 'standing')
      return { account: self, ok, block, queue }
    },
    onError: (error, url) => log.error({ stage: 'serve', url, error }, 'a result could not be served'),
  })
  metrics.beforeReading(async () => metrics.connectionsOpen.set(server.connections()))
  const closeAll = async () => {
    heldInputs.close()
    await worker?.close()
    await server.close()
    await traces.close()
    await runner.close()
    await store.close()
  }
  try {
    worker = await startTaskWorker({
      name: 'inference',
      ...{ assay, account: self, metrics, book },
      monitorSetting: inferenceSettings.monitorPort.name,
      storeTrouble: source.trouble,
      checks: () => standingChecks(standingWatch?.problems()),
      settings,
      log,
      source: contractEvents(assay, assay.contracts.optimisticVerifier, optimisticVerifierAbi, inferenceEvents),
      taskOf: (event) => event.args.taskId,
      priorityOf: ({ eventName }) => inferencePriorities[eventName],
      process: serveTask({
        ...serving,
        log,
        readTask: async (taskId) => book.note(await readTask(assay, taskId)),
        readFreeStake: freeStake,
        prepare: async (task) => {
          await heldInputs.keep(task).catch(notWritten)
          await prepare(task, 'task')
        },
        execute: async (task) => {
          desk.taken(task)
          // one that a quote has made was not prepared; it is computed wherever its input is
          await heldInputs
            .keep(task)
            .catch((error) =>
              log.warn({ stage: 'prepare', error }, 'that the task needs its input could not be written down'),
            )
          const { outputRoot, nodesRoot, output } = await traces.compute(task)
          return {
            outputRoot: toHex(outputRoot),
            ...(nodesRoot === undefined ? {} : { nodesRoot: toHex(nodesRoot) }),
            ...(output.length > settings.inlineOutputBytes ? {} : { output }),
          }
        },
        accept: (taskId) => acceptTask(assay, taskId, self),
        submit: (taskId, result) => submitResult(assay, taskId, result),
        answer: answerOpenings({
          log,
          chainTime: now,
          listOpenings: (taskId, onUnread) => listOpenings(assay, taskId, { onUnread }),
          encodeAnswer: async ({ taskId, modelId }, position) => {
            const { commitment } = await runner.loadModel(modelId)
            return traces.open(taskId, (trace) => encodeAnswer(commitment, trace, position))
          },
          answer: (taskId, position, bytes) => answerOpening(assay, taskId, position, bytes),
          onAnswered: ({ tree }) => metrics.openingsAnswered.inc({ tree }),
          onOwed: book.owes,
        }),
      }),
      onSideEffect,
    })
  } catch (error) {
    await closeAll()
    throw error
  }
  // which tasks are open is known when what happened meanwhile has been looked at
  void worker.caughtUp.then(() => heldInputs.start())
  standingWatch = watchStanding({ assay, self, models: settings.models, log })
  log.info({ stage: 'start', account: self, chainId: assay.chainId, url: server.url }, 'selling compute')
  return {
    url: server.url,
    health: worker.health,
    monitorUrl: worker.monitorUrl,
    close: async () => {
      standingWatch?.close()
      await closeAll()
    },
  }
}

if (isMain(import.meta.url)) await runProcess('inference', readInferenceSettings, startInferenceWorker)
