import { depositStake, readAccount, startUnbonding, withdrawStake } from '@assay/sdk'
import type { Command } from 'commander'
import { connect } from '../connect.ts'
import { readCliSettings } from '../settings.ts'
import { runAction } from '../terminal/runAction.ts'
import { formatAmount, parseAmount } from './amounts.ts'

interface StakeOptions {
  readonly as?: string
  readonly json: boolean
}

const command = (parent: Command, name: string, description: string): Command =>
  parent
    .command(name)
    .description(description)
    .option('--as <role>', 'act as a role of the local network instead of ASSAY_KEY')
    .option('--json', 'print JSON', false)

export const addStake = (stake: Command): void => {
  command(stake, 'deposit', 'add stake tokens to your free stake')
    .argument('<amount>')
    .action((text: string, options: StakeOptions) =>
      runAction(options.json, async () => {
        const assay = await connect(readCliSettings(), options)
        const amount = await parseAmount(assay, assay.contracts.assayToken, text, '<amount>')
        const { hash } = await depositStake(assay, amount)
        return {
          text: `deposited ${await formatAmount(assay, assay.contracts.assayToken, amount)}`,
          json: { amount, transaction: hash },
        }
      }),
    )
  command(stake, 'unbond', 'begin to withdraw free stake; it can be slashed until it is out')
    .argument('<amount>')
    .action((text: string, options: StakeOptions) =>
      runAction(options.json, async () => {
        const assay = await connect(readCliSettings(), options)
        const amount = await parseAmount(assay, assay.contracts.assayToken, text, '<amount>')
        const { hash } = await startUnbonding(assay, amount)
        const { unbonding, unbondsAt } = await readAccount(assay, assay.account?.address ?? '0x')
        const when = new Date(Number(unbondsAt) * 1000).toISOString()
        return {
          text: `${await formatAmount(assay, assay.contracts.assayToken, unbonding)} can be withdrawn from ${when} on: assay stake withdraw`,
          json: { unbonding, unbondsAt, transaction: hash },
        }
      }),
    )
  command(stake, 'withdraw', 'pay out what has unbonded').action((options: StakeOptions) =>
    runAction(options.json, async () => {
      const assay = await connect(readCliSettings(), options)
      const { hash } = await withdrawStake(assay)
      return { text: `withdrawn in ${hash}`, json: { transaction: hash } }
    }),
  )
}
