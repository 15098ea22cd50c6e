import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { openStore, type Store } from '@assay/store'
import type { Hex } from 'viem'
import { chooseEvicted, type HeldInput } from './chooseEvicted.ts'
import { HeldInputsFull } from './errors.ts'

const DAY_MS = 86_400_000
const MAX_AGE_MS = 7 * DAY_MS
/** A task that nobody knows may be one that a reorganisation undid, or one that a node hides. */
const UNKNOWN_MS = 7 * DAY_MS
/** From the end of a quote until the task that it became is known here, be it after a restart. */
const QUOTE_MARGIN_MS = 3_600_000
const EVERY_MS = 600_000
/** Of the limit: what asking for quotes, which is free, may fill; the rest is for tasks, which are paid for. */
const QUOTES_SHARE = 0.8
/** A flood does not make every question read the folder. */
const AGAIN_MS = 5_000
const READ_AT_ONCE = 16
const HASH = /^[0-9a-f]{64}$/

export interface HeldInputsOptions {
  readonly dir: string
  readonly maxBytes: number
  /** How long a quote is good: its input is held as long, and an hour more. */
  readonly quoteSec: number
  /** Whether nothing can be demanded of us for a task any more; undefined where there seems to be no such task. */
  readonly isOver: (taskId: Hex) => Promise<boolean | undefined>
  readonly onError: (error: unknown) => void
  readonly now?: () => number
}

export interface HeldInputs {
  /** The copies. */
  readonly store: Store
  /** An open task needs its input, also after a restart, until `isOver` says that it is over. */
  keep(task: { readonly taskId: Hex; readonly inputDigest: string }): Promise<void>
  /**
   * It is about to be read, for a quote or for a task that is to be accepted.
   * @throws HeldInputsFull where what is needed leaves no room
   */
  want(inputDigest: string, purpose: 'quote' | 'task'): Promise<void>
  /** Evicts what has to go. @returns how many copies went */
  prune(): Promise<number>
  /**
   * The chain has been read: from now on it keeps to the limit by itself.
   * @param evictAfterMs until the tasks that were made meanwhile have been looked at; default ten minutes
   */
  start(evictAfterMs?: number): void
  close(): void
}

const fileOf = (hash: string): string => hash.toLowerCase().replace(/^0x/, '')

/**
 * Inputs that a provider holds (RULE T-5), within a limit: a stranger who asks for quotes has them fetched for nothing. What an open task needs
 * is written down beside them before the task is accepted, one small file for each task.
 */
export const openHeldInputs = (options: HeldInputsOptions): HeldInputs => {
  const { dir, maxBytes, isOver, onError, now = Date.now } = options
  const inputsDir = path.join(dir, 'inputs')
  const tasksDir = path.join(dir, 'tasks')
  const minAgeMs = options.quoteSec * 1_000 + QUOTE_MARGIN_MS
  const quoteBytes = maxBytes * QUOTES_SHARE
  const bounds = { maxBytes: quoteBytes, minAgeMs, maxAgeMs: Math.max(MAX_AGE_MS, minAgeMs) }
  const inner = openStore(pathToFileURL(inputsDir).href)
  /** Models, and what versions before this limit held of inputs; only read. */
  const earlier = openStore(pathToFileURL(dir).href)
  /** Since when every answer has been that there is no such task. */
  const unknownSince = new Map<string, number>()
  /** At least what is held: the last count, and all that was written since. */
  let total: number | undefined
  let prunedAt = 0
  let started = false
  let evictFrom = 0
  let pruning: Promise<number> | undefined
  let timer: NodeJS.Timeout | undefined

  const filesIn = async (folder: string): Promise<HeldInput[]> => {
    const names = await readdir(folder).catch(() => [])
    const files = await Promise.all(
      names
        .filter((name) => HASH.test(name))
        .map(async (digest) => {
          const found = await stat(path.join(folder, digest)).catch(() => undefined)
          return found === undefined ? [] : [{ digest, bytes: found.size, wantedAt: found.mtimeMs }]
        }),
    )
    return files.flat()
  }

  const isDone = async (task: string): Promise<boolean> => {
    const over = await isOver(`0x${task}`).catch(() => false)
    const since = unknownSince.get(task) ?? now()
    const done = over ?? now() - since > UNKNOWN_MS
    if (over === undefined && !done) unknownSince.set(task, since)
    else unknownSince.delete(task)
    return done
  }

  /** Reads the chain only for tasks whose inputs might go. */
  const openTasks = async (isPressed: boolean): Promise<ReadonlySet<string>> => {
    const needed = new Set<string>()
    const tasks = await filesIn(tasksDir)
    const look = async ({ digest: task, wantedAt }: HeldInput) => {
      const record = path.join(tasksDir, task)
      const mayBeOver = now() - wantedAt > (isPressed ? bounds.minAgeMs : bounds.maxAgeMs)
      if (mayBeOver && (await isDone(task))) return rm(record, { force: true })
      needed.add((await readFile(record, 'utf8').catch(() => '')).trim())
    }
    while (tasks.length > 0) await Promise.all(tasks.splice(0, READ_AT_ONCE).map(look))
    return needed
  }

  const evict = async (): Promise<number> => {
    // what is written meanwhile counts on top
    total = 0
    const before = await filesIn(inputsDir)
    const bytes = before.reduce((sum, input) => sum + input.bytes, 0)
    const needed = await openTasks(bytes > quoteBytes)
    // again: what is wanted by now stays
    const all = await filesIn(inputsDir)
    const evicted = now() < evictFrom ? [] : chooseEvicted(all, needed, now(), bounds)
    for (const { digest } of evicted) await rm(path.join(inputsDir, digest), { force: true })
    total += bytes - evicted.reduce((sum, input) => sum + input.bytes, 0)
    prunedAt = now()
    return evicted.length
  }
  const prune = (): Promise<number> => {
    pruning ??= evict().finally(() => {
      pruning = undefined
    })
    return pruning
  }

  return {
    store: {
      ...inner,
      put: async (bytes) => {
        const digest = await inner.put(bytes)
        if (total !== undefined) total += bytes.length
        return digest
      },
      get: async (digest, limits) => ((await inner.has(digest)) ? inner : earlier).get(digest, limits),
      has: async (digest) => (await inner.has(digest)) || earlier.has(digest),
    },
    keep: async ({ taskId, inputDigest }) => {
      const record = path.join(tasksDir, fileOf(taskId))
      const line = `${fileOf(inputDigest)}\n`
      // on a full disk what is there must not be lost
      if ((await readFile(record, 'utf8').catch(() => '')) === line) return
      await mkdir(tasksDir, { recursive: true })
      await writeFile(`${record}.new`, line)
      await rename(`${record}.new`, record)
    },
    want: async (inputDigest, purpose) => {
      const at = now() / 1_000
      await pruning?.catch(() => undefined)
      await utimes(path.join(inputsDir, fileOf(inputDigest)), at, at).catch(() => undefined)
      const held = () => total ?? 0
      if (!started || held() <= quoteBytes) return
      if (now() - prunedAt >= AGAIN_MS) await prune()
      const limit = purpose === 'quote' ? quoteBytes : maxBytes
      if (held() > limit) throw new HeldInputsFull(inputsDir, held(), limit)
    },
    prune,
    start: (evictAfterMs = EVERY_MS) => {
      started = true
      evictFrom = now() + evictAfterMs
      const again = () => void prune().catch(onError)
      again()
      timer = setInterval(again, EVERY_MS).unref()
    },
    close: () => {
      started = false
      clearInterval(timer)
    },
  }
}
