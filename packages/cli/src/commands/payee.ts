import { accountOf, readPayee, readRules, setPayee } from '@assay/sdk'
import type { Command } from 'commander'
import { connect } from '../connect.ts'
import { readCliSettings } from '../settings.ts'
import { runAction } from '../terminal/runAction.ts'
import { addressOf } from './addressOf.ts'

interface PayeeOptions {
  readonly as?: string
  readonly json: boolean
}

export const addPayee = (payee: Command): void => {
  payee
    .command('set')
    .description('who receives what your operators claim for you; a change waits, naming the present one drops it')
    .argument('<address>')
    .option('--as <role>', 'act as a role of the local network instead of the key in the settings')
    .option('--json', 'print JSON', false)
    .action((text: string, options: PayeeOptions) =>
      runAction(options.json, async () => {
        const next = addressOf(text, '<address>')
        const assay = await connect(readCliSettings(), options)
        const { hash } = await setPayee(assay, next)
        const [now, { keyDelaySec }] = await Promise.all([readPayee(assay, accountOf(assay).address), readRules(assay)])
        const when = now === next ? 'now' : `in ${keyDelaySec} s; until then ${now}`
        return { text: `payee: ${next}, ${when}`, json: { payee: next, now, transaction: hash } }
      }),
    )
  payee
    .command('show')
    .description('who receives what is claimed for a provider')
    .argument('[provider]', 'default: you')
    .option('--as <role>', 'a role of the local network')
    .option('--json', 'print JSON', false)
    .action((text: string | undefined, options: PayeeOptions) =>
      runAction(options.json, async () => {
        const named = text === undefined ? undefined : addressOf(text, '[provider]')
        const assay = await connect(readCliSettings(), options)
        const provider = named ?? accountOf(assay).address
        const now = await readPayee(assay, provider)
        return { text: `payee: ${now}${now === provider ? ' (itself)' : ''}`, json: { provider, payee: now } }
      }),
    )
}
