import { accountOf, readStatement, stateModel } from '@assay/sdk'
import type { Digest } from '@assay/store'
import { openStore } from '@assay/store'
import type { Command } from 'commander'
import { connect } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { findModelId } from '../findModelId.ts'
import { readCliSettings } from '../settings.ts'
import { runAction } from '../terminal/runAction.ts'
import { statementLines } from './statementLines.ts'

interface StateOptions {
  readonly as?: string
  readonly manifest?: string
  readonly parent?: string
  readonly forkReason?: string
  readonly licence?: string
  readonly qualityReport?: string
  readonly json: boolean
}

const EXAMPLES = `
A statement is the word of the account that makes it, about a model of anybody's; any number of accounts may make one. What is not given stays
as the account stated it before; an empty text ("") takes it back.

Examples:
  $ assay model state digits-2 --parent digits --fork-reason "trained on twice as many sevens"
  $ assay model state 0x9a9f... --licence "Apache-2.0 OR MIT" --as author`

const digestOf = (option: string, text: string): Digest => {
  if (/^0x[0-9a-f]{64}$/.test(text)) return text as Digest
  throw new UsageError(`--${option} takes a SHA-256 of 0x and 64 hexadecimal digits in lower case; it is "${text}".`)
}

export const addModelState = (parent: Command): void => {
  parent
    .command('state')
    .description('say what a model was made from, and why; under which licence; where its files and quality report are')
    .argument('<model>', 'id or name of a registered model')
    .option('--parent <model>', 'the registered model it was made from')
    .option('--fork-reason <text>', 'why it departs from its parent')
    .option('-l, --licence <expression>', 'SPDX licence expression')
    .option('--quality-report <sha256>', 'digest of the quality report')
    .option('--manifest <sha256>', 'digest of the manifest (`assay model register` states it)')
    .option('--as <role>', 'act as a role of the local network instead of the key in the settings')
    .option('--json', 'print JSON', false)
    .addHelpText('after', EXAMPLES)
    .action((text: string, options: StateOptions) =>
      runAction(options.json, async () => {
        const settings = readCliSettings()
        const assay = await connect(settings, options)
        const store = openStore(settings.storeUrl)
        try {
          const modelId = await findModelId(assay, store, text)
          const { deprecation, ...before } = await readStatement(assay, modelId, accountOf(assay).address)
          const given = {
            manifest: options.manifest && digestOf('manifest', options.manifest),
            parent: options.parent && (await findModelId(assay, store, options.parent)),
            forkReason: options.forkReason,
            licence: options.licence,
            qualityReport: options.qualityReport && digestOf('quality-report', options.qualityReport),
          }
          const changed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
          if (Object.keys(changed).length === 0)
            throw new UsageError('nothing to state was given: see assay model state --help.')
          const statement = Object.fromEntries(
            Object.entries({ ...before, ...changed }).filter(([, value]) => value !== ''),
          )
          const sent = await stateModel(assay, modelId, statement)
          const whole = { account: accountOf(assay).address, ...statement, ...(deprecation && { deprecation }) }
          return {
            text: [`stated of ${modelId} in ${sent.hash}`, ...statementLines(whole)].join('\n'),
            json: { modelId, ...whole, transaction: sent.hash },
          }
        } finally {
          await store.close()
        }
      }),
    )
}
