import { type InferenceSettings, inferenceSettings } from '@assay/worker-inference'
import type { Identity } from './readIdentities.ts'
import type { CanarySettings } from './settings.ts'

type Numbers =
  | 'quoteSec'
  | 'inlineOutputBytes'
  | 'traceCacheMb'
  | 'heldInputsMb'
  | 'submitMarginSec'
  | 'connections'
  | 'connectionsPerAddress'
const defaultOf = (name: Numbers) => Number(inferenceSettings[name].default)

/** How an account of the canary sells compute: like any provider, with the defaults of one. */
export const providerSettings = (settings: CanarySettings, identity: Identity): InferenceSettings => ({
  ...settings,
  ...signerOf(identity),
  provider: undefined,
  host: settings.host,
  port: identity.port,
  // its own monitor shows enough
  monitorPort: 0,
  modelsHeld: 2,
  quoteSec: defaultOf('quoteSec'),
  // its endpoint stands alone
  trustedProxies: undefined,
  connections: defaultOf('connections'),
  connectionsPerAddress: defaultOf('connectionsPerAddress'),
  inlineOutputBytes: defaultOf('inlineOutputBytes'),
  traceCacheMb: defaultOf('traceCacheMb'),
  heldInputsMb: defaultOf('heldInputsMb'),
  submitMarginSec: defaultOf('submitMarginSec'),
})

/** All places of a key are named, so that none of the canary's own settings stands in for one. */
const signerOf = ({ signer }: Identity) => ({
  privateKey: signer.privateKey,
  keystore: signer.keystore,
  keystorePasswordFile: signer.keystorePasswordFile,
  remoteSignerUrl: signer.remoteSignerUrl,
  remoteSignerAddress: signer.remoteSignerAddress,
})
