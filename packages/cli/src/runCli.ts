import { type Command, CommanderError } from 'commander'
import { createProgram } from './createProgram.ts'
import { EXIT } from './terminal/runAction.ts'

/** Commander's own errors are wrong use, and are thrown instead of ending the process. */
const strict = (command: Command): void => {
  command.exitOverride()
  for (const child of command.commands) strict(child)
}

/** Runs one command line. Sets `process.exitCode`: 0 done, 1 it failed, 2 it was used wrongly. */
export const runCli = async (words: readonly string[]): Promise<void> => {
  const program = await createProgram(words)
  strict(program)
  try {
    await program.parseAsync([...words], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage
  }
}
