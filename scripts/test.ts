// `npm test`: every check a reviewer would make, in one command. Two lanes run side by side, one for each core that a small machine
// has: the contracts' and the TypeScript's. Each stage runs even if an earlier one failed, so that one run says everything; the exit
// code is 0 only if all passed. `npm test -- forge vitest` runs the named stages.
import { type CommandResult, runCommand } from './lib/runCommand.ts'
import { runForgeTests } from './lib/runForgeTests.ts'
import { runVitest } from './lib/runVitest.ts'
import { addTallies, type StageResult } from './lib/tally.ts'

const HEARTBEAT_MS = 30_000
/** Of a failed stage's output, once more at the end: every runner says there what failed. */
const FAILURE_LINES = 60

const asCheck = ({ code, output }: CommandResult): StageResult => ({
  passed: code === 0 ? 1 : 0,
  failed: code === 0 ? 0 : 1,
  skipped: 0,
  output,
})

const lastLines = (text: string, lines: number): string => text.trimEnd().split('\n').slice(-lines).join('\n')

/** A failing test must fail its runner: otherwise every green run above means nothing. */
const canary = async (): Promise<StageResult> => {
  // sources and outputs of its own, so that nothing else is compiled for it and no cache is disturbed
  const apart = { FOUNDRY_SRC: 'test/canary', FOUNDRY_OUT: 'out/canary', FOUNDRY_CACHE_PATH: 'cache/canary' }
  const runs = [await runForgeTests('test/canary', apart), await runVitest('test/canary/vitest.config.ts')]
  const caught = runs.filter((run) => run.failed === 1 && run.passed === 1).length
  const said = `${caught} of ${runs.length} runners report the test that fails on purpose\n`
  const output = caught === runs.length ? said : `${said}${runs.map((run) => run.output).join('\n')}`
  return { passed: caught, failed: runs.length - caught, skipped: 0, output }
}

const TURBO = [
  'run',
  'contracts:build',
  'generated',
  'lint',
  'typecheck',
  '--output-logs=new-only',
  '--concurrency=1',
  '--continue',
]

type Stages = Readonly<Record<string, () => Promise<StageResult>>>
const lanes: readonly Stages[] = [
  {
    checks: async () => asCheck(await runCommand('turbo', TURBO)),
    forge: () => runForgeTests('test/contracts'),
    canary,
  },
  { vitest: () => runVitest('vitest.config.ts') },
]

const chosen = process.argv.slice(2)
const names = lanes.flatMap((lane) => Object.keys(lane))
const unknown = chosen.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`no stage named ${unknown.join(', ')}; there are ${names.join(', ')}\n`)
  process.exit(2)
}

const started = Date.now()
const seconds = (since: number) => `${Math.round((Date.now() - since) / 1000)} s`
const running = new Map<string, number>()
const heartbeat = setInterval(() => {
  process.stdout.write(`… ${[...running].map(([stage, since]) => `${stage} runs for ${seconds(since)}`).join(', ')}\n`)
}, HEARTBEAT_MS)

const summary: string[] = []
const failures: string[] = []
const runLane = async (lane: Stages): Promise<StageResult[]> => {
  const results: StageResult[] = []
  for (const [stage, run] of Object.entries(lane)) {
    if (chosen.length > 0 && !chosen.includes(stage)) continue
    running.set(stage, Date.now())
    const result = await run()
    const took = seconds(running.get(stage) ?? 0)
    running.delete(stage)
    process.stdout.write(`\n== ${stage} (${took})\n${result.output}\n`)
    summary.push(
      `${stage.padEnd(8)} ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped in ${took}`,
    )
    if (result.failed > 0) {
      failures.push(`\n== ${stage} failed; its last lines\n${lastLines(result.output, FAILURE_LINES)}\n`)
    }
    results.push(result)
  }
  return results
}

const results = (await Promise.all(lanes.map(runLane))).flat()
clearInterval(heartbeat)
const total = addTallies(results)
process.stdout.write(failures.join(''))
process.stdout.write(
  `\n${summary.join('\n')}\nin all ${seconds(started)}\n\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`,
)
process.exitCode = total.failed === 0 ? 0 : 1
