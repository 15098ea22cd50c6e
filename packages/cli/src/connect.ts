import { readFile } from 'node:fs/promises'
import { openAccount, requireSafeKey } from '@assay/keeper/keys'
import { parseDeployment } from '@assay/protocol'
import { type Assay, createAssay } from '@assay/sdk'
import type { LocalAccount } from 'viem'
import { FileInvalid, UsageError } from './errors.ts'
import { devAccount } from './local/devAccounts.ts'
import { roleNamed } from './local/roleNamed.ts'
import type { CliSettings } from './settings.ts'

export const LOCAL_CHAIN_ID = 31337

export interface ConnectOptions {
  /** A role of the local network to act as. */
  readonly as?: string
}

/** The account to act with: that of a local role, or the one that the settings name; undefined: they name none. */
export const accountFor = async (settings: CliSettings, as: string | undefined): Promise<LocalAccount | undefined> => {
  if (as !== undefined) return devAccount(roleNamed(as)).account
  const { keystore, remoteSignerUrl, privateKey } = settings
  return (keystore ?? remoteSignerUrl ?? privateKey) === undefined ? undefined : openAccount(settings, 'ASSAY')
}

/** Connects to the chain of the settings. `--as` is refused elsewhere than on the local network: its keys are public. */
export const connect = async (settings: CliSettings, options: ConnectOptions = {}): Promise<Assay> => {
  const account = await accountFor(settings, options.as)
  const file = settings.deploymentFile
  const text =
    file === undefined
      ? undefined
      : await readFile(file, 'utf8').catch((cause: Error) => {
          throw new FileInvalid(
            `the deployment file ${file} cannot be read (${cause.message}). Correct ASSAY_DEPLOYMENT.`,
          )
        })
  const assay = await createAssay({
    rpcUrl: settings.rpcUrl,
    ...(account === undefined ? {} : { account }),
    ...(text === undefined || file === undefined ? {} : { deployment: parseDeployment(text, file) }),
  })
  if (options.as !== undefined && assay.chainId !== LOCAL_CHAIN_ID)
    throw new UsageError(
      `--as is for the local network (chain ${LOCAL_CHAIN_ID}); this is chain ${assay.chainId}. Set ASSAY_KEYSTORE instead.`,
    )
  if (options.as === undefined) requireSafeKey(settings, 'ASSAY', assay.chainId)
  return assay
}
