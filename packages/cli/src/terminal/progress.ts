/** Where progress goes: standard error, so that `--json` output on standard output stays clean. */
const out = process.stderr
const HEARTBEAT_MS = 5000
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const
const FRAME_MS = 100
const CLEAR_LINE = '\r\x1b[K'

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** Says how far a step has come: "12 of 64 samples". */
export type Tell = (state: string) => void

/**
 * Runs one step of a longer job and says that it runs, then how long it took. On a terminal the line moves; elsewhere a line every few
 * seconds shows that it still runs. `detail` of the result, if given, ends the line.
 */
export const progress = async <T>(
  what: string,
  run: (tell: Tell) => Promise<T>,
  detail?: (result: T) => string,
): Promise<T> => {
  const started = Date.now()
  let frame = 0
  let state = ''
  let shown = started
  const period = out.isTTY ? FRAME_MS : HEARTBEAT_MS
  const show = () => {
    shown = Date.now()
    const line = `${what}${state === '' ? '' : `: ${state}`}`
    if (out.isTTY) out.write(`${CLEAR_LINE}${FRAMES[frame++ % FRAMES.length]} ${line} ${seconds(shown - started)} `)
    else out.write(`  … ${line}: ${seconds(shown - started)} so far\n`)
  }
  // late after work that left it no time, it would say again what has just been said
  const timer = setInterval(() => {
    if (Date.now() - shown >= period / 2) show()
  }, period)
  const finish = (sign: string, text: string) => {
    clearInterval(timer)
    out.write(`${out.isTTY ? CLEAR_LINE : ''}${sign} ${what}${text} (${seconds(Date.now() - started)})\n`)
  }
  try {
    const result = await run((text) => {
      state = text
      // work that leaves no time to the timer still shows
      if (Date.now() - shown >= period) show()
    })
    finish('✓', detail === undefined ? '' : `: ${detail(result)}`)
    return result
  } catch (error) {
    finish('✗', '')
    throw error
  }
}
