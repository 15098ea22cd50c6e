import { printable } from './printable.ts'
import { type Report, reportFailure, toJson } from './runAction.ts'

export interface Watching {
  readonly everyMs: number
  readonly look: () => Promise<Report>
}

const HOME_AND_CLEAR = '\x1b[H\x1b[2J\x1b[3J'

/**
 * Prints a report again and again until Ctrl-C: on a terminal in place of the last one, elsewhere below it; with `--json` one object a
 * line. A look that fails is said, and the next one is tried. The exit code after Ctrl-C is 0.
 */
export const watchAction = async (json: boolean, start: () => Watching): Promise<void> => {
  let stopped = false
  let wake = () => {}
  const stop = () => {
    stopped = true
    wake()
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    const { everyMs, look } = start()
    while (!stopped) {
      const report = await look().catch((error: unknown) => {
        reportFailure(json, error)
        return undefined
      })
      if (stopped) break
      if (report === undefined) {
        // said already; the next look may succeed
      } else if (json) process.stdout.write(`${toJson(report.json, 0)}\n`)
      else {
        const when = `${new Date().toISOString().slice(11, 19)} UTC, every ${everyMs / 1_000} s until Ctrl-C`
        process.stdout.write(`${process.stdout.isTTY ? HOME_AND_CLEAR : ''}${printable(report.text)}\n\n${when}\n`)
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    process.exitCode = 0
  } catch (error) {
    reportFailure(json, error)
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}
