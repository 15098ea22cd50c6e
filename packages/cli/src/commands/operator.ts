import {
  type Assay,
  accountOf,
  listOperators,
  type OperatorView,
  readOperator,
  readRules,
  revokeOperator,
  setOperator,
} from '@assay/sdk'
import type { Command } from 'commander'
import { connect } from '../connect.ts'
import { readCliSettings } from '../settings.ts'
import { runAction } from '../terminal/runAction.ts'
import { addressOf } from './addressOf.ts'
import { formatAmount, parseAmount } from './amounts.ts'

interface OperatorOptions {
  readonly as?: string
  readonly json: boolean
}

interface LimitOptions extends OperatorOptions {
  readonly maxLocked: string
  readonly maxPerDay: string
}

const date = (seconds: bigint) => new Date(Number(seconds) * 1000).toISOString()

const describe = async (assay: Assay, key: OperatorView): Promise<string> => {
  const stake = (amount: bigint) => formatAmount(assay, assay.contracts.assayToken, amount)
  const lines = [
    `${key.operator}  ${key.active ? 'may serve' : 'may not serve'}`,
    `  locked      ${await stake(key.locked)} of ${await stake(key.maxLocked)} at a time`,
    `  today       ${await stake(key.lockedToday)} of ${await stake(key.maxPerDay)} a day`,
  ]
  if (key.raise !== undefined)
    lines.push(
      `  from ${date(key.raise.at)}: ${await stake(key.raise.maxLocked)} at a time, ${await stake(key.raise.maxPerDay)} a day`,
    )
  return lines.join('\n')
}

const command = (parent: Command, name: string, description: string): Command =>
  parent
    .command(name)
    .description(description)
    .option('--as <role>', 'act as a role of the local network instead of the key in the settings')
    .option('--json', 'print JSON', false)

export const addOperator = (operator: Command): void => {
  command(
    operator,
    'set',
    'let a hot key accept tasks for you, within limits; lower limits hold at once, higher ones later',
  )
    .argument('<address>')
    .requiredOption('--max-locked <amount>', 'largest sum of stake that its tasks lock at a time')
    .requiredOption(
      '--max-per-day <amount>',
      'largest sum of stake that it locks in a UTC day: what a thief of the key can lose you a day',
    )
    .action((text: string, options: LimitOptions) =>
      runAction(options.json, async () => {
        const address = addressOf(text, '<address>')
        const assay = await connect(readCliSettings(), options)
        const token = assay.contracts.assayToken
        const maxLocked = await parseAmount(assay, token, options.maxLocked, '--max-locked')
        const maxPerDay = await parseAmount(assay, token, options.maxPerDay, '--max-per-day')
        const { hash } = await setOperator(assay, address, { maxLocked, maxPerDay })
        const key = await readOperator(assay, accountOf(assay).address, address)
        return { text: await describe(assay, key), json: { ...key, transaction: hash } }
      }),
    )
  command(operator, 'revoke', 'take a hot key its right away, at once; what it accepted is yours to submit')
    .argument('<address>')
    .action((text: string, options: OperatorOptions) =>
      runAction(options.json, async () => {
        const address = addressOf(text, '<address>')
        const assay = await connect(readCliSettings(), options)
        const { hash } = await revokeOperator(assay, address)
        const key = await readOperator(assay, accountOf(assay).address, address)
        return { text: await describe(assay, key), json: { ...key, transaction: hash } }
      }),
    )
  command(operator, 'show', 'the hot keys of a provider, their limits and what they use of them')
    .argument('[provider]', 'default: you')
    .action((text: string | undefined, options: OperatorOptions) =>
      runAction(options.json, async () => {
        const named = text === undefined ? undefined : addressOf(text, '[provider]')
        const assay = await connect(readCliSettings(), options)
        const provider = named ?? accountOf(assay).address
        const [keys, { keyDelaySec }] = await Promise.all([listOperators(assay, provider), readRules(assay)])
        const lines = await Promise.all(keys.map((key) => describe(assay, key)))
        const none = `${provider} has no operators: assay operator set; it takes effect after ${keyDelaySec} s`
        return { text: keys.length === 0 ? none : lines.join('\n'), json: keys }
      }),
    )
}
