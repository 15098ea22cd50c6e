import { AssayError } from '@assay/program'
import { ContractRevert, type TraceMode } from '@assay/protocol'
import {
  type Assay,
  askQuote,
  decodeTensor,
  fetchModel,
  fetchOutput,
  listOffers,
  nonceOf,
  type OfferView,
  plannedTaskId,
  publishInput,
  readMinimumLock,
  readTask,
  requestTask,
  requestWithQuote,
  TaskNotFound,
  type TensorMeaning,
  termsOf,
} from '@assay/sdk'
import { openStore } from '@assay/store'
import type { Command } from 'commander'
import { type Hex, isAddressEqual } from 'viem'
import { allowPrivateEndpoints } from '../allowPrivateEndpoints.ts'
import { connect } from '../connect.ts'
import { RequestUnsure, UsageError } from '../errors.ts'
import { findModelId } from '../findModelId.ts'
import { addPreprocessOptions, type PreprocessOptions } from '../input/preprocessOptions.ts'
import { readCliSettings } from '../settings.ts'
import { progress } from '../terminal/progress.ts'
import { runAction } from '../terminal/runAction.ts'
import { formatAmount, parseAmount, parseNonce, parseSeconds } from './amounts.ts'

interface RequestOptions extends PreprocessOptions {
  readonly model: string
  readonly input: readonly string[]
  readonly provider?: `0x${string}`
  readonly price?: string
  readonly accept: string
  readonly wait: boolean
  readonly quote: boolean
  readonly onDemand: boolean
  readonly nonce?: string
  readonly as?: string
  readonly json: boolean
}

const WAIT_POLL_MS = 300
const OVER = ['Submitted', 'Final', 'Refuted', 'Expired', 'Cancelled']

/** The cheapest active offer, or the named provider's. */
const chooseOffer = (offers: readonly OfferView[], provider: `0x${string}` | undefined): OfferView => {
  const active = offers.filter((offer) => offer.active && offer.levels.includes('Exact'))
  const candidates =
    provider === undefined ? active : active.filter((offer) => isAddressEqual(offer.provider, provider))
  const best = [...candidates].sort((a, b) => (a.price < b.price ? -1 : a.price > b.price ? 1 : 0))[0]
  if (best === undefined)
    throw new UsageError(
      `no active offer for this model${provider === undefined ? '' : ` by ${provider}`} (${active.length} by others). See assay model list, or wait for a provider.`,
    )
  return best
}

/** The program's bytes of one input. */
const readInput = async (file: string, meaning: TensorMeaning, options: PreprocessOptions): Promise<Uint8Array> => {
  // only here is the importer needed, and with it ONNX Runtime
  const [{ readModelInput }, { modelIoOf }] = await Promise.all([
    import('../input/readModelInput.ts'),
    import('../model/modelIoOf.ts'),
  ])
  const { inputs } = modelIoOf({ inputs: [meaning], outputs: [] })
  const samples = await readModelInput(file, inputs[0]!, options)
  if (samples.length !== 1)
    throw new UsageError(`${file} holds ${samples.length} samples; a task is one inference. Request one for each.`)
  return samples[0]!
}

const isRequested = (assay: Assay, taskId: Hex): Promise<boolean> =>
  readTask(assay, taskId).then(
    () => true,
    (error: unknown) => {
      if (error instanceof TaskNotFound) return false
      throw error
    },
  )

const untilAnswered = async (assay: Assay, taskId: Hex) => {
  for (;;) {
    const task = await readTask(assay, taskId)
    if (OVER.includes(task.state)) return task
    await new Promise((resolve) => setTimeout(resolve, WAIT_POLL_MS))
  }
}

export const addTaskRequest = (parent: Command): void => {
  const command = parent
    .command('request')
    .description('pay for one inference; by default at the cheapest active offer')
    .requiredOption('-m, --model <id or name>', 'the model')
    .requiredOption(
      '-i, --input <file...>',
      "one file per input: .png, .npy or .json (numbers in the ONNX model's shape), .bin (the program's bytes)",
    )
    .option('-p, --provider <address>', 'only this provider')
    .option('--price <amount>', "what to pay, in the offer's token (default: the offer's price)")
    .option('--accept <seconds>', 'how long the provider has to accept', '300')
    .option(
      '-q, --quote',
      'ask the provider for a signed quote first: the task is accepted in the same transaction',
      false,
    )
    .option('--on-demand', "let the provider commit to the run's inside only if somebody asks: cheaper for it", false)
    .option('-w, --wait', 'wait for the answer, check it against the chain and print it', false)
    .option(
      '--nonce <number>',
      'asks again what may have been asked already: on the same terms with the same number it is paid once; under an offer that has changed it is another task',
    )
    .option('--as <role>', 'act as a role of the local network instead of the key in the settings')
    .option('--json', 'print JSON', false)
  addPreprocessOptions(command).action((options: RequestOptions) =>
    runAction(options.json, async () => {
      const settings = readCliSettings()
      const assay = await connect(settings, options)
      const store = openStore(settings.storeUrl)
      try {
        const modelId = await findModelId(assay, store, options.model)
        const { model, manifest } = await progress('fetching the model and checking it', () =>
          fetchModel(assay, store, modelId),
        )
        const { program } = model
        if (options.input.length !== program.inputs.length)
          throw new UsageError(
            `${options.input.length} input files were given; the model takes ${program.inputs.length}: ${manifest.inputs.map(({ name }) => name).join(', ')}.`,
          )
        const inputs = await Promise.all(
          manifest.inputs.map((meaning, i) => readInput(options.input[i] ?? '', meaning, options)),
        )
        const offer = chooseOffer(await listOffers(assay, modelId), options.provider)
        const price =
          options.price === undefined ? offer.price : await parseAmount(assay, offer.token, options.price, '--price')
        const minimumLock = await readMinimumLock(assay, modelId)
        const lock = offer.lock > minimumLock ? offer.lock : minimumLock
        const { inputRoot, inputDigest } = await publishInput(store, program, inputs)
        const { submitSec, windowSec, token, provider } = offer
        const acceptSec = parseSeconds(options.accept, '--accept')
        const traceMode: TraceMode = options.onDemand ? 'OnDemand' : 'Eager'
        const request = {
          ...{ modelId, inputRoot, inputDigest, provider, token, price, lock },
          ...{ acceptSec, submitSec, windowSec, traceMode },
          nonce: options.nonce === undefined ? nonceOf(undefined) : parseNonce(options.nonce, '--nonce'),
        } as const
        const terms = termsOf(assay, request)
        // before anything is sent: whoever is cut off from here on has the name of what may be paid for
        const planned = await progress(
          'naming the request',
          () => plannedTaskId(assay, terms),
          (id) => `task ${id}, nonce ${terms.nonce}`,
        )
        const isThere =
          options.nonce !== undefined &&
          (await progress(
            'looking whether it was asked before',
            () => isRequested(assay, planned),
            (found) => (found ? 'it was; it is not paid for again' : 'it was not'),
          ))
        const client = assay.account?.address
        const quote =
          options.quote && client !== undefined && !isThere
            ? await progress(`asking ${offer.endpoint} for a quote`, () =>
                askQuote({
                  ...{ endpoint: offer.endpoint, terms, client },
                  allowPrivate: allowPrivateEndpoints(settings, assay),
                }),
              )
            : undefined
        const pay = async (): Promise<{ readonly taskId: Hex; readonly hash?: Hex }> => {
          try {
            return await (quote === undefined ? requestTask(assay, request) : requestWithQuote(assay, quote))
          } catch (error) {
            // a node that is behind did not know it before
            if (error instanceof ContractRevert && error.errorName === 'TaskAlreadyRequested')
              return { taskId: error.args.taskId as Hex }
            throw error instanceof AssayError && error.retryable
              ? new RequestUnsure(planned, terms.nonce, error)
              : error
          }
        }
        const { taskId, hash } = isThere
          ? { taskId: planned }
          : await progress(`paying ${await formatAmount(assay, token, price)}`, pay)
        const done =
          hash === undefined ? 'was requested before, of' : quote === undefined ? 'is requested of' : 'is accepted by'
        const asked = {
          ...{ taskId, modelId, provider, price, lock },
          ...(hash === undefined ? { requestedBefore: true } : { transaction: hash }),
        }
        if (!options.wait)
          return {
            text: `task ${taskId} ${done} ${provider}; next: assay task show ${taskId}`,
            json: asked,
          }

        const task = await progress(
          'waiting for the answer',
          () => untilAnswered(assay, taskId),
          ({ state }) => state,
        )
        if (task.outputRoot === `0x${'0'.repeat(64)}`)
          return {
            text: `task ${taskId} is ${task.state}: nobody answered it, the price is credited back`,
            json: { ...asked, state: task.state },
            exitCode: 1,
          }
        const output = await fetchOutput(assay, task, program, {
          allowPrivate: allowPrivateEndpoints(settings, assay),
        })
        const meaning = manifest.outputs[0]
        const scores = meaning === undefined ? [...output] : decodeTensor(output, meaning)
        const best = scores.indexOf(Math.max(...scores))
        const label = meaning?.labels?.[best] ?? `element ${best}`
        return {
          text: `task ${taskId} is ${task.state}; the largest output is ${label} (${scores[best]?.toFixed(3)})\nit becomes Final after ${new Date(Number(task.finalAt) * 1000).toISOString()} unless somebody proves it wrong`,
          json: { ...asked, state: task.state, finalAt: task.finalAt, output: scores, answer: label },
        }
      } finally {
        await store.close()
      }
    }),
  )
}
