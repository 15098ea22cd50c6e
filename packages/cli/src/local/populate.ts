import type { ImportResult } from '@assay/importer'
import {
  depositStake,
  type FetchedModel,
  fetchModel,
  mintLocalDollars,
  publishModel,
  publishOffer,
  type Recipe,
  readMinimumLock,
  transfer,
} from '@assay/sdk'
import { parseEther, parseUnits } from 'viem'
import { compilerName } from '../model/compilerName.ts'
import { progress } from '../terminal/progress.ts'
import { devAccount } from './devAccounts.ts'
import type { Role } from './roles.ts'
import type { LocalNetwork } from './startLocalNetwork.ts'

const CLIENT_DOLLARS = parseUnits('1000', 6)
const PROVIDER_STAKE = parseEther('1000')
const PRICE = parseUnits('0.01', 6)
const SUBMIT_SEC = 300
const DIGIT_LABELS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

/** Gives the client dollars and the providers stake. */
export const fundAccounts = (network: LocalNetwork): Promise<void> =>
  progress('accounts funded, stake deposited', async () => {
    const deployer = await network.as('deployer')
    await mintLocalDollars(deployer, devAccount('client').address, CLIENT_DOLLARS)
    for (const role of ['provider', 'liar'] as const) {
      await transfer(deployer, network.deployment.contracts.assayToken, devAccount(role).address, PROVIDER_STAKE)
      await depositStake(await network.as(role), PROVIDER_STAKE)
    }
  })

/** Publishes the digit model and reads it back as everybody else will. */
export const publishDigits = (
  network: LocalNetwork,
  { model, io, report, scales }: ImportResult,
  onnx: Uint8Array,
): Promise<FetchedModel> =>
  progress(
    'digit model registered, its files published',
    async () => {
      const author = await network.as('author')
      const { constantChunkLog2, activationChunkLog2 } = model.program
      const recipe: Recipe = {
        ...{ format: 'assay.recipe.v1', compiler: compilerName, constantChunkLog2, activationChunkLog2 },
        ...{ inputShapes: {}, scales },
      }
      const { modelId } = await publishModel(author, network.store, {
        ...{ model, onnx, report, recipe },
        about: {
          name: 'digits',
          description: 'Reads one handwritten digit of 28 x 28 pixels. Trained on MNIST.',
          licence: 'MIT',
          inputs: io.inputs,
          outputs: io.outputs.map((output) => ({ ...output, labels: DIGIT_LABELS })),
          preprocessing: 'grey pixels as they are, 0 background to 255 ink',
        },
      })
      return fetchModel(author, network.store, modelId)
    },
    ({ modelId }) => modelId,
  )

/** Publishes a provider's offer for a model: one cent a task, twice the least lock. */
export const offerModel = async (
  network: LocalNetwork,
  role: Role,
  modelId: `0x${string}`,
  endpoint: string,
  windowSec: number,
): Promise<void> => {
  const provider = await network.as(role)
  const token = network.deployment.contracts.paymentToken
  if (token === undefined) return
  await publishOffer(provider, {
    ...{ modelId, token, endpoint, windowSec },
    price: PRICE,
    lock: 2n * (await readMinimumLock(provider, modelId)),
    submitSec: SUBMIT_SEC,
    latencyClass: 'interactive',
    region: 'local',
  })
}
