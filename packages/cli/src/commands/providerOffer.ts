import { publishOffer, readMinimumLock } from '@assay/sdk'
import { openStore } from '@assay/store'
import type { Command } from 'commander'
import { connect } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { findModelId } from '../findModelId.ts'
import { readCliSettings } from '../settings.ts'
import { runAction } from '../terminal/runAction.ts'
import { formatAmount, parseAmount, parseSeconds } from './amounts.ts'

interface OfferOptions {
  readonly price: string
  readonly lock?: string
  readonly submit: string
  readonly window: string
  readonly endpoint: string
  readonly region: string
  readonly latencyClass: string
  readonly as?: string
  readonly json: boolean
}

export const addProviderOffer = (parent: Command): void => {
  parent
    .command('offer')
    .description('publish your price and terms for a model; replaces your earlier offer for it')
    .argument('<model>', 'modelId or name')
    .requiredOption('--price <amount>', "price of a task, in the deployment's payment token")
    .option('--lock <amount>', 'most stake a task may lock (default: the least the chain allows for this model)')
    .option('--submit <seconds>', 'least time you need from acceptance to result', '60')
    .option('--window <seconds>', 'longest dispute window you accept', '3600')
    .option('--endpoint <url>', 'where your results are served', 'http://127.0.0.1:35100')
    .option('--region <text>', 'where you are, for those who choose by it', '')
    .option('--latency-class <text>', '"interactive" or "batch"', 'interactive')
    .option('--as <role>', 'act as a role of the local network instead of the key in the settings')
    .option('--json', 'print JSON', false)
    .action((text: string, options: OfferOptions) =>
      runAction(options.json, async () => {
        const settings = readCliSettings()
        const assay = await connect(settings, options)
        const store = openStore(settings.storeUrl)
        try {
          const modelId = await findModelId(assay, store, text)
          const { paymentToken: token, assayToken } = assay.contracts
          if (token === undefined)
            throw new UsageError('this deployment names no payment token. Add paymentToken to its deployment file.')
          const price = await parseAmount(assay, token, options.price, '--price')
          const minimum = await readMinimumLock(assay, modelId)
          const lock =
            options.lock === undefined ? minimum : await parseAmount(assay, assayToken, options.lock, '--lock')
          if (lock < minimum)
            throw new UsageError(
              `--lock is ${await formatAmount(assay, assayToken, lock)}; a task of this model locks at least ${await formatAmount(assay, assayToken, minimum)} (RULE S-4). Raise it.`,
            )
          const { hash } = await publishOffer(assay, {
            ...{
              modelId,
              token,
              price,
              lock,
              endpoint: options.endpoint,
              region: options.region,
              latencyClass: options.latencyClass,
            },
            submitSec: parseSeconds(options.submit, '--submit'),
            windowSec: parseSeconds(options.window, '--window'),
          })
          return {
            text: `offered at ${await formatAmount(assay, token, price)} a task, locking up to ${await formatAmount(assay, assayToken, lock)}; next: assay provider start`,
            json: { modelId, price, lock, transaction: hash },
          }
        } finally {
          await store.close()
        }
      }),
    )
}
