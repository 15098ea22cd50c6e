import type { Command } from 'commander'
import { describeDiff } from '../diff/describeDiff.ts'
import { diffModels } from '../diff/diffModels.ts'
import { addCompileOptions, type CompileOptions } from '../model/compileOptions.ts'
import { loadModel } from '../model/loadModel.ts'
import { EXIT, runAction } from '../terminal/runAction.ts'

const EXAMPLES = `
Each of the two is a folder that \`assay model compile\` wrote, an ONNX file (compiled with the options given), or the id or name of a
registered model. Exit codes: 0 the same model, 1 different models or failed, 2 used wrongly.

Examples:
  $ assay model diff old.assay new.assay
  $ assay model diff digits digits.onnx --calibration samples.npy
  $ assay model diff old.assay new.assay --json | jq .changed`

export const addModelDiff = (parent: Command): void => {
  addCompileOptions(
    parent
      .command('diff')
      .description('what tells two models apart: nodes, attributes, shapes, constants, inputs, quality')
      .argument('<a>', 'folder, ONNX file, or id or name')
      .argument('<b>', 'the same')
      .option('--json', 'print JSON', false),
  )
    .addHelpText('after', EXAMPLES)
    .action((a: string, b: string, options: CompileOptions & { readonly json: boolean }) =>
      runAction(options.json, async () => {
        const diff = diffModels(await loadModel(a, options), await loadModel(b, options))
        return { text: describeDiff(diff), json: diff, exitCode: diff.same ? EXIT.ok : EXIT.failed }
      }),
    )
}
