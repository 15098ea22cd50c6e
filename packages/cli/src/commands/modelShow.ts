import { type Descent, listStatements, readLineage, readMinimumLock, readModel } from '@assay/sdk'
import { openStore } from '@assay/store'
import type { Command } from 'commander'
import { formatUnits, isAddressEqual } from 'viem'
import { connect } from '../connect.ts'
import { findModelId } from '../findModelId.ts'
import { readCliSettings } from '../settings.ts'
import { runAction } from '../terminal/runAction.ts'
import { statementLines } from './statementLines.ts'

const descentLine = ({ parent, reason, account }: Descent, step: number): string =>
  `${'  '.repeat(step + 1)}from ${parent}${reason === undefined ? '' : `: ${reason}`} (says ${account})`

export const addModelShow = (parent: Command): void => {
  parent
    .command('show')
    .description('a registered model, what everybody says of it, and what it descends from')
    .argument('<model>', 'its id or name')
    .option('--json', 'print JSON', false)
    .action((text: string, options: { json: boolean }) =>
      runAction(options.json, async () => {
        const settings = readCliSettings()
        const assay = await connect(settings)
        const store = openStore(settings.storeUrl)
        try {
          const modelId = await findModelId(assay, store, text)
          const { program, programBytes: _, ...model } = await readModel(assay, modelId)
          const [minimumLock, lineage, listed] = await Promise.all([
            readMinimumLock(assay, modelId),
            readLineage(assay, modelId),
            listStatements(assay, modelId),
          ])
          const isRegistrant = ({ account }: { account: `0x${string}` }) => isAddressEqual(account, model.author)
          const statements = [...listed.filter(isRegistrant), ...listed.filter((each) => !isRegistrant(each))]
          return {
            text: [
              `modelId     ${modelId}`,
              `registered  ${new Date(Number(model.registeredAt) * 1000).toISOString()} by ${model.author}`,
              `program     ${program.nodes.length} nodes, ${program.inputs.length} inputs, ${program.constants.length} constants; output of ${model.outputBytes} bytes`,
              `worst proof ${model.worstGas} gas, ${model.worstBytes} bytes; openings ${model.openingGas} gas`,
              `least lock  ${formatUnits(minimumLock, 18)} of stake token a task`,
              '',
              statements.length === 0
                ? 'nobody has stated anything of it'
                : 'what is said of it, each by its own word:',
              ...statements.flatMap(statementLines),
              ...(lineage.length === 0 ? [] : ['', 'lineage:', ...lineage.map(descentLine)]),
            ].join('\n'),
            json: { ...model, nodes: program.nodes.length, minimumLock, statements, lineage },
          }
        } finally {
          await store.close()
        }
      }),
    )
}
