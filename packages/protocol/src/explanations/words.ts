import { taskStates } from '../generated/enums.ts'

export type Args = Readonly<Record<string, unknown>>
export type Explanation = (args: Args) => string
export type Explanations = Readonly<Record<string, Explanation>>

const amount = (value: unknown) => BigInt(value as bigint)
export const missing = (has: unknown, needs: unknown) => amount(needs) - amount(has)
export const date = (seconds: unknown) => new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z')
export const wait = (args: Args, until: string) =>
  `${Number(args[until]) - Number(args.nowSec)} s to go, until ${date(args[until])}`
export const state = (args: Args) => taskStates[Number(args.state)] ?? String(args.state)

export const wrongState =
  (wanted: string): Explanation =>
  (args) =>
    `Task ${args.taskId} is ${state(args)}, not ${wanted}. Read it again: somebody may have moved it already.`
