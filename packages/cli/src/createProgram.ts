import { Command, Help } from 'commander'
import { groups } from './commands/groups.ts'
import { roles } from './local/roles.ts'

const EXAMPLES = `
Exit codes: 0 done, 1 it failed (the message says what to do), 2 it was used wrongly.
Settings are environment variables or lines of .env; .env.example lists them all. ASSAY_RPC_URL and ASSAY_STORE_URL say which chain and
content store, ASSAY_KEYSTORE whose account; without one, commands that only read work.
On the local network (npm start) no key is needed: --as <role> acts as ${roles.join(', ')}.

Examples:
  $ assay doctor
  $ assay model compile model.onnx --calibration samples.npy --report model.html
  $ assay model run model.assay --input picture.png
  $ assay model register model.assay --as author
  $ assay model verify digits
  $ assay task request --model digits --input models/digits/example-4.npy --as client --wait
  $ assay account show --as client`

/** An option that is off, or an empty list, needs no saying. */
const optionDescription: Help['optionDescription'] = (option) => {
  const { defaultValue } = option
  const isEmpty = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0)
  return isEmpty ? option.description : new Help().optionDescription(option)
}

/**
 * The command line `assay`.
 * @param words as the user typed them: only the commands of the group they name are loaded
 */
export const createProgram = async (words: readonly string[]): Promise<Command> => {
  const program = new Command('assay')
    .description('A market for AI compute in which a wrong answer is proven wrong in one Ethereum transaction.')
    .configureHelp({ optionDescription })
    .showHelpAfterError('(add --help for what it takes)')
    .addHelpText('after', EXAMPLES)
  const wanted = words[0] === 'help' ? words[1] : words[0]
  for (const { name, description, load } of groups) {
    const group = program.command(name).description(description)
    if (name === wanted) (await load())(group)
  }
  return program
}
