import type { Assay } from '@assay/sdk'
import { LOCAL_CHAIN_ID } from './connect.ts'
import type { CliSettings } from './settings.ts'

/** Whether providers' endpoints may be private addresses. */
export const allowPrivateEndpoints = (settings: CliSettings, assay: Assay): boolean =>
  settings.allowPrivateEndpoints === 'yes' ||
  (settings.allowPrivateEndpoints === 'auto' && assay.chainId === LOCAL_CHAIN_ID)
