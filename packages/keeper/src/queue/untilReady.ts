import { QueueUnreachable } from '../errors.ts'
import { maskUrl } from './maskUrl.ts'
import type { QueueOptions } from './types.ts'

const DEFAULT_TIMEOUT_MS = 30_000

interface Connects {
  waitUntilReady(): Promise<unknown>
  close(): Promise<void>
}

/** Waits for a queue's first connection; its clients retry for ever by themselves, which would hide a wrong address. */
export const untilReady = async (client: Connects, options: QueueOptions, lastError: () => unknown): Promise<void> => {
  const timeoutMs = options.connectTimeoutMs ?? DEFAULT_TIMEOUT_MS
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(lastError() ?? 'no answer'), timeoutMs)
  })
  try {
    await Promise.race([client.waitUntilReady(), late])
  } catch (cause) {
    // Not awaited: closing a client that never connected may wait for its connection.
    client.close().catch(() => undefined)
    throw new QueueUnreachable(maskUrl(options.url), timeoutMs, cause)
  } finally {
    clearTimeout(timer)
  }
}
