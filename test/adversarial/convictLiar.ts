import { runTrace } from '@assay/executor'
import { chainTime } from '@assay/keeper'
import { type ProveStep, type TraceCommitment, toHex } from '@assay/proof'
import { stakeVaultAbi } from '@assay/protocol'
import {
  type Assay,
  type Conviction,
  convictSilence,
  listAnswers,
  openBundle,
  proveFraud,
  publishOffer,
  readOffer,
  readOpening,
  readTask,
  requestOpening,
  type TaskView,
} from '@assay/sdk'
import { pino } from 'pino'
import { type Hex, parseEventLogs } from 'viem'
import { serveResults } from '../../workers/inference/src/serveResults.ts'
import { judgeResult } from '../../workers/watchtower/src/process.ts'
import type { DigitsWorld } from './digitsWorld.ts'
import { PRICE } from './submitResults.ts'

const unused = (): never => {
  throw new TypeError('no input is withheld here')
}

/** What became of one result. */
export interface Judged {
  readonly did: string
  readonly after: TaskView
  readonly step?: ProveStep
  readonly conviction?: Conviction
  /** Taken from the liar's stake for this task, as the vault tells it. */
  readonly slashed: bigint
}

/** Watchtowers at work at the same time, each with an account of its own: none waits for another's transaction. */
const WATCHTOWERS = 6

/**
 * The liar submits these traces, one task each, and serves them over HTTP from the endpoint of its offer; the watchtower's
 * own loop judges every task with an executor of its own and what it fetches there.
 */
export async function convictLiar(world: DigitsWorld, traces: readonly TraceCommitment[]): Promise<Judged[]> {
  const { local, commitment, modelId, lock, executor, digits } = world
  const liar = await local.as('liar')
  const watchtowers = await Promise.all(Array.from({ length: WATCHTOWERS }, (_, i) => local.spare(i, { pollMs: 15 })))
  const taskIds = await world.submit('liar', traces)
  const bundles = new Map(taskIds.map((taskId, i) => [taskId, traces[i]!]))
  const server = await serveResults({
    host: '127.0.0.1',
    port: 0,
    partOf: async (taskId, part) => part(bundles.get(taskId)!),
    quote: async () => {
      throw new TypeError('this liar gives no quotes')
    },
    health: async () => ({ ok: true }),
    onError: (error) => {
      throw error
    },
  })
  try {
    const token = local.deployment.contracts.paymentToken!
    const terms = { price: PRICE, lock, submitSec: 3600, windowSec: 86_400 }
    await publishOffer(liar, { modelId, token, ...terms, endpoint: server.url })
    const offer = await readOffer(liar, modelId, local.addressOf('liar'))
    const inputs = new Map(traces.map(({ inputRoot, inputs }) => [toHex(inputRoot), inputs]))
    const convicted = new Map<Hex, { step: ProveStep; conviction: Conviction }>()
    const judgeOf = (watchtower: Assay) =>
      judgeResult({
        ...{ log: pino({ level: 'silent' }), models: [], share: 1, draw: () => 0, retryMs: 1 },
        readTask: (taskId) => readTask(watchtower, taskId),
        // every input is at hand here
        ...{ loadModel: unused, executeOn: unused, storeHasInput: async () => true },
        ...{ inputSpendWei: 0n, demandCost: unused, responseSec: 60n, heldBytes: 0, replayGas: 0, replayTask: unused },
        execute: async ({ inputRoot }) => {
          const trace = await runTrace(executor, commitment, inputs.get(inputRoot) ?? [digits[0]!.pixels])
          return { model: commitment, trace, release: () => executor.release(trace.tensors) }
        },
        fetchStep: ({ taskId }, { program }, step) =>
          openBundle({ endpoint: offer!.endpoint, taskId, program, allowPrivate: true }).fetch(step),
        proveFraud: (taskId, proof) => proveFraud(watchtower, taskId, proof),
        listAnswers: (taskId, positions) => listAnswers(watchtower, taskId, { positions }),
        readOpening: (taskId, position) => readOpening(watchtower, taskId, position),
        requestOpening: (taskId, request, answerBytes) => requestOpening(watchtower, taskId, request, answerBytes),
        convictSilence: (taskId, position) => convictSilence(watchtower, taskId, position),
        chainTime: () => chainTime(watchtower.publicClient),
        onConvicted: ({ taskId }, step, conviction) => convicted.set(taskId, { step, conviction }),
      })
    const judged: Judged[] = []
    const queue = [...taskIds.entries()]
    const work = async (watchtower: Assay) => {
      const judge = judgeOf(watchtower)
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [at, taskId] = next
        const { did } = await judge(taskId)
        const found = convicted.get(taskId)
        judged[at] = { did, after: await readTask(watchtower, taskId), ...found, slashed: slashedFor(taskId, found) }
      }
    }
    await Promise.all(watchtowers.map(work))
    return judged
  } finally {
    await server.close()
  }
}

function slashedFor(taskId: Hex, found: { readonly conviction: Conviction } | undefined): bigint {
  const logs = found?.conviction.receipt.logs ?? []
  return parseEventLogs({ abi: stakeVaultAbi, eventName: 'StakeSlashed', logs: [...logs] })
    .filter(({ args }) => args.taskId === taskId)
    .reduce((sum, { args }) => sum + args.amount, 0n)
}
