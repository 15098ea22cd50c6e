import type { TaskView } from '@assay/sdk'
import { idOf } from './idOf.ts'

const hex = (digit: string, bytes: number) => `0x${digit.repeat(bytes * 2)}` as const

/** A task as nobody has seen it on a chain, requested at 0, for tests of what is decided about one. */
export const plainTask: TaskView = {
  taskId: idOf(12),
  modelId: hex('1', 32),
  inputRoot: hex('2', 32),
  inputDigest: hex('3', 32),
  token: hex('d', 20),
  nonce: 7n,
  price: 100n,
  lock: 1_000n,
  acceptSec: 20,
  submitSec: 30,
  windowSec: 60,
  level: 'Exact',
  traceMode: 'Eager',
  dials: {
    stepVerifier: hex('e', 20),
    feeBps: 0,
    lateBps: 0,
    clientShareBps: 0,
    bountyShareBps: 0,
    reserveShareBps: 0,
  },
  client: hex('c', 20),
  state: 'Requested',
  acceptBy: 20n,
  submitBy: 0n,
  finalAt: 0n,
  pendingOpenings: 0,
  outputRoot: hex('0', 32),
  nodesRoot: hex('0', 32),
}
