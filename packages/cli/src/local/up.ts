import type { ImportResult } from '@assay/importer'
import type { FetchedModel } from '@assay/sdk'
import { honestDigit } from '../demo/honestDigit.ts'
import { lyingDigit } from '../demo/lyingDigit.ts'
import { progress } from '../terminal/progress.ts'
import { devAccount } from './devAccounts.ts'
import type { LocalSettings } from './localSettings.ts'
import { fundAccounts, offerModel, publishDigits } from './populate.ts'
import { roles } from './roles.ts'
import { type LocalNetwork, startLocalNetwork } from './startLocalNetwork.ts'

export interface DigitFiles {
  readonly onnx: Uint8Array
  readonly compiled: Promise<ImportResult> | ImportResult
  readonly digits: readonly { readonly pixels: Uint8Array; readonly label: number }[]
}

export interface UpOptions {
  readonly settings: LocalSettings
  /** Folder of the built programs. */
  readonly programs: string
  /** End when the demonstration has ended. */
  readonly demoOnly: boolean
  readonly files: () => Promise<DigitFiles>
}

/** Nobody waits for its end, and a busy machine needs longer than an honest answer's window to convict. */
const LIAR_WINDOW_SEC = 300

const say = (line: string) => {
  process.stdout.write(`${line}\n`)
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
const untilSignal = (): Promise<void> =>
  new Promise((resolve) => {
    let asked = false
    const stop = () => {
      if (asked) process.exit(130)
      asked = true
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  })

const startWorkers = async (network: LocalNetwork, settings: LocalSettings): Promise<void> => {
  const key = (role: Parameters<typeof devAccount>[0]) => devAccount(role).privateKey
  await progress('provider, watchtower and settler', () =>
    Promise.all([
      network.start('provider', 'inference', {
        ASSAY_PROVIDER_KEY: key('provider'),
        ASSAY_PROVIDER_PORT: String(settings.providerPort),
        ASSAY_PROVIDER_MONITOR_PORT: String(settings.providerMonitorPort),
      }),
      network.start('watchtower', 'watchtower', {
        ASSAY_WATCHTOWER_KEY: key('watchtower'),
        ASSAY_WATCHTOWER_LOCAL_ENDPOINTS: 'yes',
        ASSAY_WATCHTOWER_MONITOR_PORT: String(settings.watchtowerMonitorPort),
      }),
      network.start('settler', 'settler', {
        ASSAY_SETTLER_KEY: key('settler'),
        ASSAY_SETTLER_PUBLIC: 'yes',
        ASSAY_SETTLER_SWEEP_SEC: '2',
        ASSAY_SETTLER_MONITOR_PORT: String(settings.settlerMonitorPort),
      }),
    ]),
  )
}

const summary = (network: LocalNetwork, settings: LocalSettings, { modelId }: FetchedModel): string => {
  const { contracts, chainId } = network.deployment
  const rows = [
    ['chain', `${network.rpcUrl}   (chain ${chainId}; a fresh one at every start)`],
    ['content store', `${network.storeUrl}   (Kubo RPC)   ${network.gatewayUrl}/ipfs/<cid>`],
    ['PostgreSQL', `postgresql://postgres:password@127.0.0.1:${settings.postgresPort}/assay`],
    ['provider', `http://127.0.0.1:${settings.providerPort}/health`],
    ['lying provider', `http://127.0.0.1:${settings.liarPort}/health`],
    [
      'metrics, health',
      [settings.providerMonitorPort, settings.watchtowerMonitorPort, settings.settlerMonitorPort]
        .map((port) => `http://127.0.0.1:${port}`)
        .join('   '),
    ],
    ...Object.entries(contracts),
    ['digit model', modelId],
    ...roles.map((role) => [role, devAccount(role).address]),
    ['logs', network.logOf('*')],
  ]
  return rows.map(([name, value]) => `  ${(name ?? '').padEnd(20)}${value}`).join('\n')
}

/**
 * The local network with its demonstration: one digit answered honestly and paid, one lie convicted. Returns the exit code: 0 only if
 * both went as they must. Stays up until Ctrl-C unless `demoOnly`.
 */
export const up = async ({ settings, programs, demoOnly, files }: UpOptions): Promise<number> => {
  const started = Date.now()
  const signalled = untilSignal()
  let onFailure: (error: Error) => void = () => undefined
  const failure = new Promise<never>((_, reject) => {
    onFailure = reject
  })
  // a process may fail while nothing waits for it: the race below is lost to it all the same
  failure.catch(() => undefined)
  const network = await startLocalNetwork({ settings, programs, onFailure })
  try {
    const play = async (): Promise<FetchedModel> => {
      const { onnx, compiled, digits } = await files()
      const [imported] = await Promise.all([
        progress('digit model compiled from ONNX', async () => compiled),
        fundAccounts(network),
      ])
      const published = await publishDigits(network, imported, onnx)
      const { modelId } = published
      await offerModel(network, 'provider', modelId, `http://127.0.0.1:${settings.providerPort}`, settings.windowSec)
      const liarWindowSec = Math.max(settings.windowSec, LIAR_WINDOW_SEC)
      await offerModel(network, 'liar', modelId, `http://127.0.0.1:${settings.liarPort}`, liarWindowSec)
      await startWorkers(network, settings)
      const world = { network, published, digits, say }
      // it starts while the honest answer's window passes
      const liar = network.start('liar', 'lyingProvider', {
        ASSAY_PROVIDER_KEY: devAccount('liar').privateKey,
        ASSAY_PROVIDER_PORT: String(settings.liarPort),
        // it sells nothing that anybody would want to measure
        ASSAY_PROVIDER_MONITOR_PORT: '0',
      })
      liar.catch(() => undefined)
      await honestDigit(world)
      await liar
      await lyingDigit(world)
      return published
    }
    const outcome = await Promise.race([play(), failure, signalled])
    if (outcome === undefined) return 130
    say(
      `\nready after ${Math.round((Date.now() - started) / 1000)} s: the honest provider was paid, the liar was slashed\n`,
    )
    if (demoOnly) return 0
    say(`${summary(network, settings, outcome)}\n`)
    say(
      'try     npm run assay -- task request --as client --model digits --input models/digits/example-4.npy --wait\nstop    Ctrl-C\n',
    )
    await Promise.race([signalled, failure])
    return 0
  } finally {
    await progress('stopping', () => network.stop())
  }
}
