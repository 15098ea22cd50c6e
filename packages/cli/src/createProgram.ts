import { Command } from 'commander'
import { groups } from './commands/groups.ts'

const EXAMPLES = `
Exit codes: 0 done, 1 it failed (the message says what to do), 2 it was used wrongly.
Settings are environment variables or lines of .env; .env.example lists them all.

Examples:
  $ assay doctor
  $ assay model compile model.onnx --calibration samples.npy --report model.html
  $ assay model run model.assay --input picture.png
  $ assay model register model.assay --as author
  $ assay model verify digits
  $ assay task request --model digits --input models/digits/example-4.npy --as client --wait`

/**
 * The command line `assay`.
 * @param words as the user typed them: only the commands of the group they name are loaded
 */
export const createProgram = async (words: readonly string[]): Promise<Command> => {
  const program = new Command('assay')
    .description('A market for AI compute in which a wrong answer is proven wrong in one Ethereum transaction.')
    .showHelpAfterError('(add --help for what it takes)')
    .addHelpText('after', EXAMPLES)
  const wanted = words[0] === 'help' ? words[1] : words[0]
  for (const { name, description, load } of groups) {
    const group = program.command(name).description(description)
    if (name === wanted) (await load())(group)
  }
  return program
}
