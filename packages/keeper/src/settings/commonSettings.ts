import { kind } from './kind.ts'
import type { SettingsTable } from './types.ts'

/** Rows that every worker has. */
export const commonSettings = {
  rpcUrl: {
    name: 'ASSAY_RPC_URL',
    kind: kind.secretUrls('http', 'https'),
    unit: 'URLs',
    default: 'http://127.0.0.1:8545',
    what: 'JSON-RPC endpoints of the chain, the preferred one first: with three, one may fail or lie',
  },
  deploymentFile: {
    name: 'ASSAY_DEPLOYMENT',
    kind: kind.optional(kind.text()),
    unit: 'path',
    default: '',
    what: "the contracts' addresses; empty: deployments/<chain id>.json",
  },
  queueUrl: {
    name: 'ASSAY_QUEUE_URL',
    kind: kind.secretUrl('postgres', 'postgresql', 'redis', 'rediss'),
    unit: 'URL',
    default: 'postgresql://postgres:password@127.0.0.1:35432/assay',
    what: 'where the job queue lives: PostgreSQL or Redis',
  },
  storeUrl: {
    name: 'ASSAY_STORE_URL',
    kind: kind.secretUrl('http', 'https', 'file'),
    unit: 'URL',
    default: 'http://127.0.0.1:35001',
    what: 'where models and inputs are fetched: a Kubo RPC endpoint, or file:///directory',
  },
  dataDir: {
    name: 'ASSAY_DATA_DIR',
    kind: kind.text(),
    unit: 'path',
    default: '.assay',
    what: 'directory for what a worker remembers (how far it has read the chain)',
  },
  confirmations: {
    name: 'ASSAY_CONFIRMATIONS',
    kind: kind.integer(0, 1000),
    unit: 'blocks',
    default: '0',
    what: 'blocks on top of an event before it is acted on',
  },
  pollMs: {
    name: 'ASSAY_POLL_MS',
    kind: kind.integer(20, 600_000),
    unit: 'milliseconds',
    default: '500',
    what: 'time between two looks at the chain',
  },
  replaceSec: {
    name: 'ASSAY_REPLACE_SEC',
    kind: kind.integer(1, 86_400),
    unit: 'seconds',
    default: '30',
    what: 'time after which a transaction that is not mined is sent again with higher fees',
  },
  rescanBlocks: {
    name: 'ASSAY_RESCAN_BLOCKS',
    kind: kind.integer(0, 10_000_000),
    unit: 'blocks',
    default: '50000',
    what: 'blocks before the last one read that are read again at start; more than the longest life of a task',
  },
  concurrency: {
    name: 'ASSAY_CONCURRENCY',
    kind: kind.integer(1, 64),
    unit: 'jobs',
    default: '4',
    what: 'tasks a worker handles at the same time',
  },
  jobLockSec: {
    name: 'ASSAY_JOB_LOCK_SEC',
    kind: kind.integer(1, 3600),
    unit: 'seconds',
    default: '15',
    what: "time after which a dead worker's job is given to another",
  },
  maxModelMb: {
    name: 'ASSAY_MAX_MODEL_MB',
    kind: kind.integer(1, 1_000_000),
    unit: 'MiB',
    default: '2048',
    what: 'largest model that is run: its inputs, constants and tensors together; anybody may register a larger one',
  },
  logLevel: {
    name: 'ASSAY_LOG_LEVEL',
    kind: kind.oneOf('debug', 'info', 'warn', 'error', 'silent'),
    unit: 'level',
    default: 'info',
    what: 'least important messages that are written',
  },
  killAfter: {
    name: 'ASSAY_KILL_AFTER',
    kind: kind.optional(kind.text()),
    unit: 'effect:count',
    default: '',
    what: 'for tests: the process kills itself right after that many side effects (send, mined, stored, acknowledged)',
  },
} as const satisfies SettingsTable
