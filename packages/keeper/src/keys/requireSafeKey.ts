import { signerNames } from '../settings/signerSettings.ts'
import { RawKeyNotAllowed } from './errors.ts'
import type { SignerSettings } from './openAccount.ts'

/** Chains whose keys are public anyway. */
const LOCAL_CHAIN_ID = 31_337

/** Refuses a raw key on a chain that is not local, unless that is wanted expressly: settings end up in backups, shells and images. */
export const requireSafeKey = (
  settings: SignerSettings & { readonly allowRawKey?: 'yes' | 'no' },
  prefix: string,
  chainId: number,
): void => {
  if (settings.privateKey === undefined || chainId === LOCAL_CHAIN_ID || settings.allowRawKey === 'yes') return
  throw new RawKeyNotAllowed(signerNames(prefix), chainId)
}
