/** Where progress goes: standard error, so that `--json` output on standard output stays clean. */
const out = process.stderr
const HEARTBEAT_MS = 5000
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const
const FRAME_MS = 100

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/**
 * Runs one step of a longer job and says that it runs, then how long it took. On a terminal the line moves; elsewhere a line every few
 * seconds shows that it still runs. `detail` of the result, if given, ends the line.
 */
export const progress = async <T>(what: string, run: () => Promise<T>, detail?: (result: T) => string): Promise<T> => {
  const started = Date.now()
  let frame = 0
  const timer = setInterval(
    () => {
      if (out.isTTY) out.write(`\r${FRAMES[frame++ % FRAMES.length]} ${what} ${seconds(Date.now() - started)} `)
      else out.write(`  … ${what}: ${seconds(Date.now() - started)} so far\n`)
    },
    out.isTTY ? FRAME_MS : HEARTBEAT_MS,
  )
  const finish = (sign: string, text: string) => {
    clearInterval(timer)
    out.write(`${out.isTTY ? '\r\x1b[K' : ''}${sign} ${what}${text} (${seconds(Date.now() - started)})\n`)
  }
  try {
    const result = await run()
    finish('✓', detail === undefined ? '' : `: ${detail(result)}`)
    return result
  } catch (error) {
    finish('✗', '')
    throw error
  }
}
