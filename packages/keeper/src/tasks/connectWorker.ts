import { readFile } from 'node:fs/promises'
import { parseDeployment } from '@assay/protocol'
import { type Assay, createAssay } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Address, Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { awaitOwnTransactions } from '../chain/awaitOwnTransactions.ts'
import { SettingsError } from '../errors.ts'
import { chainObserver } from '../metrics/chainObserver.ts'
import { createMetrics, type Metrics } from '../metrics/createMetrics.ts'
import { endpointHosts } from '../metrics/endpointHosts.ts'
import type { WorkerName } from '../metrics/types.ts'
import type { SideEffect } from '../process/SIDE_EFFECTS.ts'
import type { commonSettings } from '../settings/commonSettings.ts'
import type { SettingsOf } from '../settings/types.ts'

type Settings = Pick<
  SettingsOf<typeof commonSettings>,
  'rpcUrl' | 'deploymentFile' | 'pollMs' | 'confirmations' | 'replaceSec'
> & {
  readonly privateKey: Hex
}

export interface Connection<Worker extends WorkerName> {
  readonly assay: Assay
  readonly metrics: Metrics<Worker>
  /** Who acts. */
  readonly account: Address
}

const IN_FLIGHT_TIMEOUT_MS = 60_000

/**
 * Connects a worker to the chain and its contracts, and waits for what an earlier life of it sent.
 * @throws RpcUnreachable, WrongChain, DeploymentMissing, DeploymentInvalid, DeploymentStale
 */
export const connectWorker = async <Worker extends WorkerName>(
  worker: Worker,
  settings: Settings,
  log: Logger,
  onSideEffect: (effect: SideEffect) => void,
): Promise<Connection<Worker>> => {
  const { deploymentFile, rpcUrl, pollMs, privateKey } = settings
  // a send counts as done as deep as an event counts as happened
  const confirmations = settings.confirmations + 1
  const deployment = deploymentFile === undefined ? {} : { deployment: await readDeploymentFile(deploymentFile) }
  const sending = { pollMs, confirmations, replaceAfterMs: settings.replaceSec * 1_000 }
  const metrics = createMetrics(worker, { endpoint: endpointHosts(rpcUrl) })
  // What every worker counts, this one counts too.
  const observer = chainObserver(metrics as unknown as Metrics)
  const assay = await createAssay({ rpcUrl, account: privateKey, ...sending, onSideEffect, observer, ...deployment })
  const { address } = privateKeyToAccount(privateKey)
  const stuck = await awaitOwnTransactions(assay.publicClient, address, IN_FLIGHT_TIMEOUT_MS)
  if (stuck > 0) {
    log.warn({ stage: 'start', stuck }, `${stuck} earlier transactions of ${address} are not mined yet; working on`)
  }
  return { assay, account: address, metrics }
}

const readDeploymentFile = async (file: string) => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new SettingsError([
      `ASSAY_DEPLOYMENT names ${file}, which cannot be read (${cause}). Correct the path, or deploy first.`,
    ])
  })
  return parseDeployment(text, file)
}
