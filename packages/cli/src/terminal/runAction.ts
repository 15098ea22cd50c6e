import { AssayError } from '@assay/program'
import { CommanderError } from 'commander'
import { UsageError } from '../errors.ts'
import { printable } from './printable.ts'

export const EXIT = { ok: 0, failed: 1, usage: 2 } as const

/** What a command has to say: `text` for people, `json` for programs. */
export interface Report {
  readonly text: string
  readonly json: unknown
  /** Default: 0. */
  readonly exitCode?: number
}

/** JSON with whole numbers of any size as text. */
export const toJson = (value: unknown, indent = 2): string =>
  JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? item.toString() : item), indent)

/** Says on standard error, and with `--json` on standard output, why a command failed; sets the exit code. */
export const reportFailure = (json: boolean, error: unknown): void => {
  if (error instanceof CommanderError) throw error
  const known = error instanceof AssayError
  const name = error instanceof Error ? error.name : 'Error'
  const message = error instanceof Error ? error.message : String(error)
  if (json) process.stdout.write(`${toJson({ error: { name, message, retryable: known && error.retryable } })}\n`)
  process.stderr.write(`assay: ${printable(message)}\n`)
  if (!known || process.env.ASSAY_DEBUG === '1') process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`)
  process.exitCode = error instanceof UsageError ? EXIT.usage : EXIT.failed
}

/**
 * Runs a command and prints its report: JSON on standard output with `--json`, text otherwise. Errors go to standard error in one
 * message that says what to do; the exit code is 1, or 2 for wrong use. ASSAY_DEBUG=1 adds the stack.
 */
export const runAction = async (json: boolean, run: () => Promise<Report>): Promise<void> => {
  try {
    const report = await run()
    process.stdout.write(`${json ? toJson(report.json) : printable(report.text)}\n`)
    process.exitCode = report.exitCode ?? EXIT.ok
  } catch (error) {
    reportFailure(json, error)
  }
}
