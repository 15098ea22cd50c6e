import {
  accountOf,
  readAccount,
  readNativeCredit,
  readTips,
  withdrawNative,
  withdrawPayment,
  withdrawStakeCredit,
  withdrawTips,
} from '@assay/sdk'
import type { Command } from 'commander'
import { type Address, formatEther, isAddress } from 'viem'
import { connect } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { readCliSettings } from '../settings.ts'
import { runAction } from '../terminal/runAction.ts'
import { formatAmount } from './amounts.ts'

interface AccountOptions {
  readonly as?: string
  readonly json: boolean
}

export const addAccount = (account: Command): void => {
  account
    .command('show')
    .description('balances, stake, credits')
    .argument('[address]', 'default: your own')
    .option('--as <role>', 'a role of the local network')
    .option('--json', 'print JSON', false)
    .action((text: string | undefined, options: AccountOptions) =>
      runAction(options.json, async () => {
        const assay = await connect(readCliSettings(), options)
        const address = text ?? assay.account?.address
        if (address === undefined || !isAddress(address))
          throw new UsageError(`"${text ?? ''}" is no address. Give one, or set ASSAY_KEYSTORE, or use --as.`)
        const [view, nativeCredit, tips] = await Promise.all([
          readAccount(assay, address),
          readNativeCredit(assay, address),
          readTips(assay, address),
        ])
        const stake = (amount: bigint) => formatAmount(assay, assay.contracts.assayToken, amount)
        const payment = async (amount: bigint) =>
          assay.contracts.paymentToken === undefined ? '-' : formatAmount(assay, assay.contracts.paymentToken, amount)
        const lines = [
          `account   ${address as Address}`,
          `for gas   ${formatEther(view.native)}`,
          `wallet    ${await payment(view.paymentBalance)}, ${await stake(view.stakeBalance)}`,
          `stake     ${await stake(view.free)} free, ${await stake(view.locked)} locked, ${await stake(view.unbonding)} unbonding`,
          `owed      ${await payment(view.paymentCredit)}, ${await stake(view.stakeCredit)}; for gas: ${formatEther(nativeCredit)} of openings, ${formatEther(tips)} of tips; assay account withdraw pays it out`,
        ]
        return { text: lines.join('\n'), json: { ...view, nativeCredit, tips } }
      }),
    )
  account
    .command('withdraw')
    .description('pay out all that is owed to you: payments, refunds, compensation, bounties, bonds, tips')
    .option('--as <role>', 'act as a role of the local network instead of the key in the settings')
    .option('--json', 'print JSON', false)
    .action((options: AccountOptions) =>
      runAction(options.json, async () => {
        const assay = await connect(readCliSettings(), options)
        const { address } = accountOf(assay)
        const [{ paymentCredit, stakeCredit }, nativeCredit, tips] = await Promise.all([
          readAccount(assay, address),
          readNativeCredit(assay, address),
          readTips(assay, address),
        ])
        const transactions = []
        if (paymentCredit > 0n) transactions.push((await withdrawPayment(assay)).hash)
        if (stakeCredit > 0n) transactions.push((await withdrawStakeCredit(assay)).hash)
        if (nativeCredit > 0n) transactions.push((await withdrawNative(assay, { amountWei: nativeCredit })).hash)
        if (tips > 0n) transactions.push((await withdrawTips(assay)).hash)
        const text = transactions.length === 0 ? 'nothing is owed to you' : `withdrawn in ${transactions.join(', ')}`
        return { text, json: { paymentCredit, stakeCredit, nativeCredit, tips, transactions } }
      }),
    )
}
