import { readSettings } from '@assay/keeper'
import { type InferenceWorker, inferenceSettings, startInferenceWorker } from '@assay/worker-inference'
import { settlerSettings, startSettler } from '@assay/worker-settler'
import { startWatchtower, watchtowerSettings } from '@assay/worker-watchtower'
import { lyingSettings, startLyingProvider } from '../actors/lyingProvider.ts'
import type { LocalNetwork } from './localNetwork.ts'

type Extra = Readonly<Record<string, string>>

/** Starts workers in this process, with settings read as a process would read its environment. */
export const startWorkers = (network: LocalNetwork) => ({
  provider: (extra: Extra = {}): Promise<InferenceWorker> =>
    startInferenceWorker(
      readSettings(inferenceSettings, {
        ...network.environment('provider'),
        ASSAY_PROVIDER_KEY: network.keyOf('provider'),
        ASSAY_PROVIDER_PORT: '0',
        ...extra,
      }),
    ),
  liar: (extra: Extra = {}): Promise<InferenceWorker> =>
    startLyingProvider(
      readSettings(lyingSettings, {
        ...network.environment('liar'),
        ASSAY_PROVIDER_KEY: network.keyOf('liar'),
        ASSAY_PROVIDER_PORT: '0',
        // an output that stands in the event has to hash to the root, which some lies are about
        ASSAY_PROVIDER_INLINE_OUTPUT_BYTES: '0',
        ...extra,
      }),
    ),
  watchtower: (extra: Extra = {}, onConvicted?: Parameters<typeof startWatchtower>[2]) =>
    startWatchtower(
      readSettings(watchtowerSettings, {
        ...network.environment('watchtower'),
        ASSAY_WATCHTOWER_KEY: network.keyOf('watchtower'),
        ASSAY_WATCHTOWER_LOCAL_ENDPOINTS: 'yes',
        ...extra,
      }),
      undefined,
      onConvicted,
    ),
  settler: (extra: Extra = {}) =>
    startSettler(
      readSettings(settlerSettings, {
        ...network.environment('settler'),
        ASSAY_SETTLER_KEY: network.keyOf('settler'),
        ASSAY_SETTLER_SWEEP_SEC: '1',
        ...extra,
      }),
    ),
})
