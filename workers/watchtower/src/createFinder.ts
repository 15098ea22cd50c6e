import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ContractRevert } from '@assay/protocol'
import type { FindingToCommit, FindingToReveal, FindingView, TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import { type Hex, toBytes, toHex } from 'viem'

export interface FinderOptions {
  readonly log: Logger
  /** What was committed to is kept here until it is revealed. */
  readonly folder: string
  /** A result that may be finalised sooner than this is convicted without a commitment, seconds. */
  readonly leastSec: bigint
  /** Seconds, by the chain's own count. */
  readonly chainTime: () => Promise<bigint>
  /** Resolves when the commitment is mined. */
  readonly commitFinding: (finding: FindingToCommit) => Promise<unknown>
  /** Whether a commitment stands already. */
  readonly isCommitted: (finding: FindingToCommit) => Promise<boolean>
  readonly revealFinding: (finding: FindingToReveal) => Promise<unknown>
  readonly readFinding: (taskId: Hex) => Promise<FindingView | undefined>
  /** What was to be kept is durable. */
  readonly onStored?: () => void
}

export interface Finder {
  /**
   * Commits to a proof before it is sent, so that whoever copies it takes half of the bounty at most (RULE S-6). Safety does not
   * wait: a result that may be finalised soon is not committed to.
   */
  commit(task: Pick<TaskView, 'taskId' | 'finalAt'>, proof: Uint8Array): Promise<void>
  /** Shows the commitment after the conviction, whoever convicted. Does nothing where there is none. */
  reveal(taskId: Hex): Promise<'revealed' | 'too-late' | 'nothing'>
}

interface Kept {
  readonly salt: Hex
  readonly proof: Hex
  /** The commitment is mined: it is not paid for again, however often the proof has to be sent. */
  readonly committed?: boolean
}

const SALT_BYTES = 32
const LATER_BLOCK_POLL_MS = 200
/** A minute: a chain that stands still is no reason to hold a proof back. */
const MAX_POLLS = 300

/** Keeps what a watchtower committed to across restarts: without salt and proof nothing can be revealed. */
export const createFinder = (options: FinderOptions): Finder => {
  const { log, folder } = options
  const fileOf = (taskId: Hex) => path.join(folder, `${taskId}.json`)
  const read = async (taskId: Hex): Promise<Kept | undefined> => {
    const text = await readFile(fileOf(taskId), 'utf8').catch(() => undefined)
    return text === undefined ? undefined : (JSON.parse(text) as Kept)
  }
  const keep = async (taskId: Hex, kept: Kept) => {
    await mkdir(folder, { recursive: true })
    await writeFile(`${fileOf(taskId)}.new`, JSON.stringify(kept), { mode: 0o600 })
    await rename(`${fileOf(taskId)}.new`, fileOf(taskId))
    options.onStored?.()
  }

  return {
    commit: async ({ taskId, finalAt }, proof) => {
      const began = await options.chainTime()
      if (finalAt - began < options.leastSec) return
      const kept = await read(taskId)
      const same = kept?.proof === toHex(proof)
      if (same && kept.committed === true) return
      const mine = { salt: same ? kept.salt : toHex(randomBytes(SALT_BYTES)), proof: toHex(proof) }
      if (!same) await keep(taskId, mine)
      // an earlier life may have ended between its transaction and the line below
      const finding = { taskId, proof, salt: mine.salt }
      if (!same || !(await options.isCommitted(finding))) await options.commitFinding(finding)
      await keep(taskId, { ...mine, committed: true })
      const committed = await options.chainTime()
      log.debug({ stage: 'commit', task: taskId }, `task ${taskId}: committed to the proof`)
      // RULE S-6: a commitment counts from the second after its own.
      for (let polls = 0; polls < MAX_POLLS && (await options.chainTime()) <= committed; polls++) {
        await new Promise((resolve) => setTimeout(resolve, LATER_BLOCK_POLL_MS))
      }
    },
    reveal: async (taskId) => {
      const kept = await read(taskId)
      if (kept === undefined) return 'nothing'
      const finding = await options.readFinding(taskId)
      const forget = () => rm(fileOf(taskId), { force: true })
      if (finding === undefined) {
        // Convicted by silence or by replay of another: no half of it waits here.
        await forget()
        return 'nothing'
      }
      if ((await options.chainTime()) >= finding.revealBy) {
        await forget()
        return 'too-late'
      }
      try {
        await options.revealFinding({ taskId, proof: toBytes(kept.proof), salt: kept.salt })
      } catch (error) {
        if (!(error instanceof ContractRevert)) throw error
        log.info({ stage: 'reveal', task: taskId, error }, `task ${taskId}: ${error.message}`)
        await forget()
        return 'too-late'
      }
      await forget()
      log.info({ stage: 'reveal', task: taskId }, `task ${taskId}: our finding is revealed`)
      return 'revealed'
    },
  }
}
