import { ContentTooLarge, readLimited } from '@assay/store'
import type { WorkerReport, WorkerStatus } from './Status.ts'

const TIMEOUT_MS = 3_000
/** A report has a few lines for each check. */
const MAX_REPORT_BYTES = 2 ** 20

/** fetch says only "fetch failed"; the reason is below it. */
const reasonOf = (error: unknown): string => {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string') return code
    if (at.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1_000} s`
  }
  return error instanceof Error ? error.message : String(error)
}

/** Whether what answered is a worker of ours. */
const isReport = (body: unknown): body is WorkerReport => {
  if (typeof body !== 'object' || body === null) return false
  const { ok, worker, checks, queue } = body as Record<string, unknown>
  return typeof ok === 'boolean' && typeof worker === 'string' && Array.isArray(checks) && typeof queue === 'object'
}

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

/** Asks a worker's monitor how it stands. */
export const readWorker = async (url: string): Promise<WorkerStatus> => {
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/health/ready`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    const body = parsed(await readLimited(response, MAX_REPORT_BYTES, 'Its answer'))
    if (!isReport(body))
      return { url, up: false, why: `what answers there is no worker (HTTP status ${response.status})` }
    return { url, up: true, report: body }
  } catch (error) {
    if (error instanceof ContentTooLarge)
      return { url, up: false, why: `what answers there is no worker: ${error.message}` }
    return { url, up: false, why: `it does not answer: ${reasonOf(error)}` }
  }
}
