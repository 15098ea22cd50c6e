import { readFile } from 'node:fs/promises'
import { parseDeployment } from '@assay/protocol'
import { type Assay, createAssay } from '@assay/sdk'
import type { Hex } from 'viem'
import { FileInvalid, UsageError } from './errors.ts'
import { devAccount } from './local/devAccounts.ts'
import { roleNamed } from './local/roleNamed.ts'
import type { CliSettings } from './settings.ts'

export const LOCAL_CHAIN_ID = 31337

export interface ConnectOptions {
  /** A role of the local network to act as. */
  readonly as?: string
}

/** The account to act with: that of a local role, or ASSAY_KEY. */
export const keyOf = (settings: CliSettings, as: string | undefined): Hex | undefined => {
  if (as === undefined) return settings.privateKey
  return devAccount(roleNamed(as)).privateKey
}

/** Connects to the chain of the settings. `--as` is refused elsewhere than on the local network: its keys are public. */
export const connect = async (settings: CliSettings, options: ConnectOptions = {}): Promise<Assay> => {
  const account = keyOf(settings, options.as)
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
      `--as is for the local network (chain ${LOCAL_CHAIN_ID}); this is chain ${assay.chainId}. Set ASSAY_KEY instead.`,
    )
  return assay
}
