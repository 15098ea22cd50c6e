import { accountOf, depositStake, depositStakeFor, readAccount, startUnbonding, withdrawStake } from '@assay/sdk'
import type { Command } from 'commander'
import { connect } from '../connect.ts'
import { readCliSettings } from '../settings.ts'
import { runAction } from '../terminal/runAction.ts'
import { addressOf } from './addressOf.ts'
import { formatAmount, parseAmount } from './amounts.ts'

interface StakeOptions {
  readonly as?: string
  readonly json: boolean
}

const command = (parent: Command, name: string, description: string): Command =>
  parent
    .command(name)
    .description(description)
    .option('--as <role>', 'act as a role of the local network instead of the key in the settings')
    .option('--json', 'print JSON', false)

export const addStake = (stake: Command): void => {
  command(stake, 'deposit', 'add stake tokens to your free stake, or to that of another provider')
    .argument('<amount>')
    .option('--for <provider>', 'whose stake it becomes (default: yours)')
    .action((text: string, options: StakeOptions & { readonly for?: string }) =>
      runAction(options.json, async () => {
        const provider = options.for === undefined ? undefined : addressOf(options.for, '--for')
        const assay = await connect(readCliSettings(), options)
        const amount = await parseAmount(assay, assay.contracts.assayToken, text, '<amount>')
        const { hash } =
          provider === undefined ? await depositStake(assay, amount) : await depositStakeFor(assay, provider, amount)
        const whose = provider === undefined ? '' : ` for ${provider}`
        return {
          text: `deposited ${await formatAmount(assay, assay.contracts.assayToken, amount)}${whose}`,
          json: { amount, ...(provider === undefined ? {} : { provider }), transaction: hash },
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
        const { unbonding, unbondsAt } = await readAccount(assay, accountOf(assay).address)
        const when = new Date(Number(unbondsAt) * 1000).toISOString()
        return {
          text: `${await formatAmount(assay, assay.contracts.assayToken, unbonding)} can be withdrawn from ${when} on: assay stake withdraw`,
          json: { unbonding, unbondsAt, transaction: hash },
        }
      }),
    )
  command(stake, 'withdraw', 'pay out what has unbonded')
    .argument('[amount]', 'default: all of it')
    .option('--to <address>', 'who receives it (default: you)')
    .action((text: string | undefined, options: StakeOptions & { readonly to?: string }) =>
      runAction(options.json, async () => {
        const to = options.to === undefined ? undefined : addressOf(options.to, '--to')
        const assay = await connect(readCliSettings(), options)
        const { unbonding } = await readAccount(assay, accountOf(assay).address)
        const token = assay.contracts.assayToken
        const amount = text === undefined ? unbonding : await parseAmount(assay, token, text, '[amount]')
        const { hash } = await withdrawStake(assay, { amount, ...(to === undefined ? {} : { to }) })
        return {
          text: `withdrawn ${await formatAmount(assay, token, amount)}${to === undefined ? '' : ` to ${to}`}`,
          json: { amount, left: unbonding - amount, transaction: hash },
        }
      }),
    )
}
