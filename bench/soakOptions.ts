import util from 'node:util'
import { soakModels } from './soakModels.ts'

export interface SoakOptions {
  readonly tasks: number
  readonly providers: number
  readonly model: keyof typeof soakModels
  readonly backlog: boolean
  readonly watched: boolean
  /** What differs from the soak that is compared over time, for names of files and figures: empty, or "-heavy-2". */
  readonly suffix: string
}

const HELP = `Usage: npm run soak -- [options]

  --tasks <n>        how many tasks (10000)
  --providers <n>    provider processes, with one queue and one stake (1)
  --model <name>     ${Object.keys(soakModels).join(' or ')} (tiny): where computing is nearly nothing, or nearly all
  --backlog          every task is open before the keepers start; a provider is killed among its first hundred transactions
  --unwatched        no watchtower: on a machine of few cores its runs take what a second provider process would
  --help             this
`

const fail = (message: string): never => {
  process.stderr.write(`${message}\n\n${HELP}`)
  process.exit(2)
}

const isModel = (name: string): name is keyof typeof soakModels => Object.hasOwn(soakModels, name)

const parse = (args: readonly string[]) =>
  util.parseArgs({
    args: [...args],
    options: {
      tasks: { type: 'string', default: '10000' },
      providers: { type: 'string', default: '1' },
      model: { type: 'string', default: 'tiny' },
      backlog: { type: 'boolean', default: false },
      unwatched: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }).values

/** What the command line asks for; ends the process where it asks for help or for what there is not. */
export const readSoakOptions = (args: readonly string[]): SoakOptions => {
  let values: ReturnType<typeof parse>
  try {
    values = parse(args)
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
  const { model, backlog, unwatched, help } = values
  if (help) {
    process.stdout.write(HELP)
    process.exit(0)
  }
  const number = (name: 'tasks' | 'providers', most: number): number => {
    const value = Number(values[name])
    if (!Number.isSafeInteger(value) || value < 1 || value > most)
      fail(`--${name} is ${values[name]}; it must be a whole number from 1 to ${most}.`)
    return value
  }
  const tasks = number('tasks', 1_000_000)
  const providers = number('providers', 16)
  if (!isModel(model)) return fail(`--model is ${model}; there is ${Object.keys(soakModels).join(' and ')}.`)
  const differs = [
    ...(model === 'tiny' ? [] : [model]),
    ...(providers === 1 ? [] : [`${providers}`]),
    ...(backlog ? ['backlog'] : []),
    ...(unwatched ? ['unwatched'] : []),
  ]
  return { tasks, providers, model, backlog, watched: !unwatched, suffix: differs.map((part) => `-${part}`).join('') }
}
