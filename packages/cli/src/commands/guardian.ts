import { liftStop, type RequestGateView, readRequestGate, stopRequests } from '@assay/sdk'
import type { Command } from 'commander'
import { connect } from '../connect.ts'
import { readCliSettings } from '../settings.ts'
import { printable } from '../terminal/printable.ts'
import { runAction } from '../terminal/runAction.ts'
import { parseSeconds } from './amounts.ts'

interface GuardianOptions {
  readonly as?: string
  readonly json: boolean
}

interface ActOptions extends GuardianOptions {
  readonly reason: string
}

const date = (seconds: bigint) => new Date(Number(seconds) * 1000).toISOString()

const describe = ({ guardian, stop, nextStopAt }: RequestGateView): string => {
  const now = stop === undefined ? 'admitted' : `refused until ${date(stop.until)}: "${printable(stop.reason)}"`
  const next = nextStopAt === 0n ? 'at any time' : `from ${date(nextStopAt)} on`
  return `new tasks   ${now}\nguardian    ${guardian === undefined ? 'none' : `${guardian}, may stop them ${next}`}`
}

const command = (parent: Command, name: string, description: string): Command =>
  parent
    .command(name)
    .description(description)
    .option('--as <role>', 'act as a role of the local network instead of the key in the settings')
    .option('--json', 'print JSON', false)

export const addGuardian = (guardian: Command): void => {
  command(guardian, 'stop', 'refuse new tasks, for at most seven days; tasks under way, disputes and exits go on')
    .argument('<seconds>')
    .requiredOption('--reason <text>', 'for everyone to read')
    .action((text: string, options: ActOptions) =>
      runAction(options.json, async () => {
        const seconds = parseSeconds(text, '<seconds>')
        const assay = await connect(readCliSettings(), options)
        const { hash } = await stopRequests(assay, BigInt(seconds), options.reason)
        const gate = await readRequestGate(assay)
        return { text: describe(gate), json: { ...gate, transaction: hash } }
      }),
    )
  command(guardian, 'lift', 'admit new tasks again before the end of a stop')
    .requiredOption('--reason <text>', 'for everyone to read')
    .action((options: ActOptions) =>
      runAction(options.json, async () => {
        const assay = await connect(readCliSettings(), options)
        const { hash } = await liftStop(assay, options.reason)
        const gate = await readRequestGate(assay)
        return { text: describe(gate), json: { ...gate, transaction: hash } }
      }),
    )
  command(guardian, 'show', 'whether new tasks are admitted, and who may stop them').action(
    (options: GuardianOptions) =>
      runAction(options.json, async () => {
        const gate = await readRequestGate(await connect(readCliSettings(), options))
        return { text: describe(gate), json: gate }
      }),
  )
}
