import type { Assay } from '@assay/sdk'
import { readToken } from '@assay/sdk'
import type { Command } from 'commander'
import { type Address, formatEther, formatUnits, getAddress, isAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { connect } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { devAccount } from '../local/devAccounts.ts'
import { roleNamed } from '../local/roleNamed.ts'
import { type CliSettings, readCliSettings } from '../settings.ts'
import { collectStatus, type StatusOptions } from '../status/collectStatus.ts'
import { type Amounts, formatStatus } from '../status/formatStatus.ts'
import { type Report, runAction } from '../terminal/runAction.ts'
import { watchAction } from '../terminal/watchAction.ts'
import { wholeNumber } from './wholeNumber.ts'

interface Options {
  readonly as?: string
  readonly account?: string
  readonly blocks: string
  readonly json: boolean
  readonly watch?: string | true
}

const DEFAULT_WATCH_SEC = 2

/** Whose money is shown. No key is opened for it. */
const addressFor = ({ as, account }: Options, settings: CliSettings): Address | undefined => {
  if (account !== undefined) {
    if (!isAddress(account)) throw new UsageError(`"${account}" is no address: 0x and 40 hexadecimal digits.`)
    return getAddress(account)
  }
  if (as !== undefined) return devAccount(roleNamed(as)).address
  return settings.privateKey === undefined ? undefined : privateKeyToAccount(settings.privateKey).address
}

/** Amounts of a deployment's tokens; the tokens are asked once. */
const amountsOf = async (assay: Assay | undefined): Promise<Amounts> => {
  const named = async (token: Address | undefined) => {
    if (assay === undefined || token === undefined) return String
    const { symbol, decimals } = await readToken(assay, token)
    return (amount: bigint) => `${formatUnits(amount, decimals)} ${symbol}`
  }
  const [stake, payment] = await Promise.all([named(assay?.contracts.assayToken), named(assay?.contracts.paymentToken)])
  return { native: formatEther, stake, payment }
}

export const addStatus = (command: Command): void => {
  command
    .option(
      '--account <address>',
      'whose stake and tasks are shown; default: ASSAY_KEY, or the provider that runs here',
    )
    .option('--as <role>', 'the account of a role of the local network')
    .option('--blocks <count>', 'blocks before the head in which open tasks were requested', '50000')
    .option('--watch [seconds]', `look again every so many seconds (${DEFAULT_WATCH_SEC}) until Ctrl-C`)
    .option('--json', 'print JSON; with --watch one object a line', false)
    .action((options: Options) => {
      let assay: Promise<Assay> | undefined
      const prepare = () => {
        const settings = readCliSettings()
        const { keystore: _, remoteSignerUrl: __, privateKey: ___, ...reading } = settings
        const nobody = { keystore: undefined, remoteSignerUrl: undefined, privateKey: undefined }
        const query: StatusOptions = {
          rpcUrl: settings.rpcUrl,
          account: addressFor(options, settings),
          blocks: BigInt(wholeNumber(options.blocks, '--blocks', 999_999_999)),
          workers: settings.statusWorkers,
          connect: () => {
            assay ??= connect({ ...reading, ...nobody }).catch((error) => {
              assay = undefined
              throw error
            })
            return assay
          },
        }
        return query
      }
      const look = async (query: StatusOptions): Promise<Report> => {
        const { assay: connected, ...status } = await collectStatus(query)
        const amounts = await amountsOf(status.chain.reached ? connected : undefined)
        return { text: formatStatus(status, amounts), json: status, exitCode: status.alarms.length === 0 ? 0 : 1 }
      }
      if (options.watch === undefined) return runAction(options.json, async () => look(prepare()))
      return watchAction(options.json, () => {
        const query = prepare()
        const seconds =
          options.watch === true ? DEFAULT_WATCH_SEC : wholeNumber(String(options.watch), '--watch', 86_400)
        return { everyMs: seconds * 1_000, look: () => look(query) }
      })
    })
}
