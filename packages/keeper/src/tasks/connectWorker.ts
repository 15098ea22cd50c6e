import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { parseDeployment } from '@assay/protocol'
import { type Assay, createAssay, type NodeEvent } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Address } from 'viem'
import { awaitOwnTransactions } from '../chain/awaitOwnTransactions.ts'
import { SettingsError } from '../errors.ts'
import { openAccount, type SignerSettings } from '../keys/openAccount.ts'
import { requireSafeKey } from '../keys/requireSafeKey.ts'
import { chainObserver } from '../metrics/chainObserver.ts'
import { createMetrics, type Metrics } from '../metrics/createMetrics.ts'
import { endpointHosts } from '../metrics/endpointHosts.ts'
import type { WorkerName } from '../metrics/types.ts'
import type { SideEffect } from '../process/SIDE_EFFECTS.ts'
import type { commonSettings } from '../settings/commonSettings.ts'
import type { SettingsOf } from '../settings/types.ts'

type Settings = Pick<
  SettingsOf<typeof commonSettings>,
  'rpcUrl' | 'deploymentFile' | 'pollMs' | 'confirmations' | 'replaceSec' | 'threads'
> &
  SignerSettings & { readonly allowRawKey?: 'yes' | 'no' }

export interface Connection<Worker extends WorkerName> {
  readonly assay: Assay
  readonly metrics: Metrics<Worker>
  /** Who acts. */
  readonly account: Address
}

const IN_FLIGHT_TIMEOUT_MS = 60_000
const prefixOf = (worker: string) => (worker === 'inference' ? 'ASSAY_PROVIDER' : `ASSAY_${worker.toUpperCase()}`)

/**
 * Connects a worker to the chain and its contracts, and waits for what an earlier life of it sent.
 * @throws KeyMissing, KeyAmbiguous, RawKeyNotAllowed, RpcUnreachable, WrongChain, DeploymentMissing, DeploymentInvalid, DeploymentStale
 */
export const connectWorker = async <Worker extends WorkerName>(
  worker: Worker,
  settings: Settings,
  log: Logger,
  onSideEffect: (effect: SideEffect) => void,
): Promise<Connection<Worker>> => {
  const { deploymentFile, rpcUrl, pollMs, threads } = settings
  const processors = availableParallelism()
  if (threads > processors) {
    log.warn(
      { stage: 'start', threads, processors },
      `ASSAY_THREADS is ${threads}, and there are ${processors} processors: with more threads than that runs take longer, not less. Lower it`,
    )
  }
  const signer = await openAccount(settings, prefixOf(worker))
  // a send counts as done as deep as an event counts as happened
  const confirmations = settings.confirmations + 1
  const deployment = deploymentFile === undefined ? {} : { deployment: await readDeploymentFile(deploymentFile) }
  const sending = { pollMs, confirmations, replaceAfterMs: settings.replaceSec * 1_000 }
  const metrics = createMetrics(worker, { endpoint: endpointHosts(rpcUrl) })
  // What every worker counts, this one counts too.
  const observer = chainObserver(metrics as unknown as Metrics)
  const onNode = (event: NodeEvent) => {
    const level = event.what === 'recovered' || event.what === 'level' ? 'info' : 'warn'
    log[level]({ stage: 'rpc', node: event.node, what: event.what }, `node ${event.node}: ${event.detail}`)
  }
  const assay = await createAssay({
    ...{ rpcUrl, account: signer, ...sending, ...deployment },
    ...{ onSideEffect, observer, onNode },
  })
  requireSafeKey(settings, prefixOf(worker), assay.chainId)
  const { address } = signer
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
