import { commitModel, toHex } from '@assay/proof'
import type { Command } from 'commander'
import { type Address, isAddress } from 'viem'
import { describeDiff } from '../diff/describeDiff.ts'
import { diffModels } from '../diff/diffModels.ts'
import { UsageError } from '../errors.ts'
import { fetchRegistered } from '../model/fetchRegistered.ts'
import { modelIoOf } from '../model/modelIoOf.ts'
import { recompile } from '../model/recompile.ts'
import { EXIT, runAction } from '../terminal/runAction.ts'

interface Options {
  readonly author?: string
  readonly json: boolean
}

const EXAMPLES = `
A modelId names a program and its weights, not what they were made of. This fetches the ONNX file and the recipe (chunk sizes, input shapes,
calibration) that the author published, compiles them here, and compares. Exit codes: 0 it is what the ONNX file compiles to, 1 it is not or
too little is published to tell, 2 used wrongly.

Examples:
  $ assay model verify digits
  $ assay model verify 0x9a9f... --author 0x7099... --json`

const addressOf = (text: string | undefined): Address | undefined => {
  if (text === undefined || isAddress(text, { strict: false })) return text as Address | undefined
  throw new UsageError(`--author takes an address of 0x and 40 hexadecimal digits; it is "${text}".`)
}

export const addModelVerify = (parent: Command): void => {
  parent
    .command('verify')
    .description('whether a registered model is what the ONNX file that its author published compiles to')
    .argument('<model>', 'id or name of a registered model')
    .option('--author <address>', 'whose manifest to check (default: the first that holds, its registrant first)')
    .option('--json', 'print JSON', false)
    .addHelpText('after', EXAMPLES)
    .action((text: string, options: Options) =>
      runAction(options.json, () =>
        fetchRegistered(text, addressOf(options.author), async ({ store, fetched }) => {
          const { modelId, model, manifest, registered } = fetched
          const again = await recompile(store, fetched)
          const committed = commitModel(again.model)
          // named alike by the recompilation's report, if both have as many nodes
          const report = again.report.nodes.length === model.program.nodes.length ? { report: again.report } : {}
          const diff = diffModels(
            { from: 'the registry', name: manifest.name, modelId, model, io: modelIoOf(manifest), ...report },
            {
              ...{ from: 'its published ONNX file', name: manifest.name, modelId: toHex(committed.modelId) },
              ...{ model: committed, io: again.io, report: again.report },
            },
          )
          // the meaning of inputs and outputs is no part of the id: a manifest may lie about it
          const verified = diff.same && diff.io.length === 0
          const { recipe, onnx, published } = again
          const calibration =
            [
              ...(recipe.scales === undefined ? [] : [`${Object.keys(recipe.scales).length} scales as calibrated`]),
              ...(recipe.calibration === undefined ? [] : [`${recipe.calibration.samples} calibration samples`]),
            ].join(', ') || 'no calibration'
          return {
            text: [
              `modelId     ${modelId}`,
              `registrant  ${registered.author}`,
              `onnx        ${onnx.bytes} bytes, sha256 ${onnx.sha256}`,
              `recipe      ${published ? `by ${recipe.compiler}` : 'none published; what the program tells'}: chunks of ${2 ** recipe.constantChunkLog2} and ${2 ** recipe.activationChunkLog2} bytes, ${calibration}`,
              `recompiled  ${diff.b.modelId}`,
              '',
              ...(verified
                ? ['verified: the registered model is what its published ONNX file compiles to']
                : [
                    diff.same
                      ? 'NOT verified: the program is right, but the manifest describes its inputs or outputs otherwise'
                      : 'NOT verified: the published ONNX file compiles to another model',
                    '',
                    describeDiff(diff),
                    ...(diff.same || recipe.calibration === undefined
                      ? []
                      : [
                          '',
                          "if only zero points, multipliers and biases differ a little, the float model ran with other rounding on the author's machine",
                        ]),
                  ]),
            ].join('\n'),
            json: {
              modelId,
              verified,
              recompiled: diff.b.modelId,
              onnx,
              recipe,
              recipePublished: published,
              ...(verified ? {} : { diff }),
            },
            exitCode: verified ? EXIT.ok : EXIT.failed,
          }
        }),
      ),
    )
}
