import { rpcOutcomes } from '@assay/sdk'
import { healthChecks } from '../health/healthChecks.ts'
import { type MetricsTable, workerNames } from './types.ts'

/** Calls that take from one node's tick to a slow public endpoint. */
const CALL_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]
/** Work that takes from a tiny network to a large one on a slow machine. */
const WORK_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

const all = workerNames
const running = ['inference', 'watchtower', 'canary'] as const

/** What workers ask of a node. */
const rpcMethods = [
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_estimateGas',
  'eth_feeHistory',
  'eth_gasPrice',
  'eth_getBalance',
  'eth_getBlockByNumber',
  'eth_getCode',
  'eth_getLogs',
  'eth_getTransactionByHash',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'eth_maxPriorityFeePerGas',
  'eth_sendRawTransaction',
  'other',
] as const

/** What workers send to the contracts. */
const calls = [
  'acceptTask',
  'submitResult',
  'proveFraud',
  'requestOpening',
  'answerOpening',
  'finaliseTask',
  'expireTask',
  'cancelTask',
  'other',
] as const

const openStates = ['Requested', 'Accepted', 'Submitted'] as const
const trees = ['node', 'input', 'constant'] as const

/**
 * Every metric of every worker: what registers them, what docs/metrics.md is made from, and what dashboard and alerts may ask for.
 * A label's values are few and known: never a task, a transaction or a stranger's address.
 */
export const metricsTable = {
  info: {
    name: 'assay_worker_info',
    type: 'gauge',
    unit: 'one',
    labels: { account: 'at-start', chain_id: 'at-start' },
    workers: all,
    help: 'always 1; its labels say who acts, and on which chain',
    initial: 1,
  },
  healthCheck: {
    name: 'assay_health_check_ok',
    type: 'gauge',
    unit: '1 or 0',
    labels: { check: healthChecks },
    workers: all,
    help: '1 while a check of /health/ready passes, 0 while it fails; a worker without that check says 1',
    initial: 1,
  },

  // --- the chain
  chainHeadBlock: {
    name: 'assay_chain_head_block',
    type: 'gauge',
    unit: 'blocks',
    labels: {},
    workers: all,
    help: "number of the node's newest block",
  },
  chainHeadTimestamp: {
    name: 'assay_chain_head_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds since 1970',
    labels: {},
    workers: all,
    help: "time of the node's newest block, as the chain counts",
  },
  followerBlock: {
    name: 'assay_follower_block',
    type: 'gauge',
    unit: 'blocks',
    labels: {},
    workers: all,
    help: 'newest block whose events have been read and put on the list',
  },
  followerLag: {
    name: 'assay_follower_lag_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    workers: all,
    help: 'time since the worker had last read every confirmed block of its node; 0 while it keeps up',
  },
  followerFailures: {
    name: 'assay_follower_failures_total',
    type: 'counter',
    unit: 'looks',
    labels: {},
    workers: all,
    help: 'looks at the chain that failed and were repeated',
  },
  followerResets: {
    name: 'assay_follower_resets_total',
    type: 'counter',
    unit: 'resets',
    labels: {},
    workers: all,
    help: 'times that the chain was not the one that had been read, and was read again',
  },
  rpcCalls: {
    name: 'assay_rpc_calls_total',
    type: 'counter',
    unit: 'calls',
    labels: { endpoint: 'at-start', method: rpcMethods, outcome: rpcOutcomes },
    workers: all,
    help: "calls to a node, by host and method; refused: answered with an error, as a revert is; limited: HTTP status 429. A client's own repetitions are one call",
  },
  rpcDuration: {
    name: 'assay_rpc_call_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: { endpoint: 'at-start', method: rpcMethods },
    workers: all,
    help: 'time until a node had answered a call, whatever the answer',
    buckets: CALL_BUCKETS,
  },

  // --- jobs and tasks
  queueJobs: {
    name: 'assay_queue_jobs',
    type: 'gauge',
    unit: 'jobs',
    labels: { queue: workerNames, state: ['waiting', 'active', 'delayed', 'failed'] },
    workers: all,
    help: 'jobs on the list; delayed ones wait for their time',
  },
  jobs: {
    name: 'assay_jobs_total',
    type: 'counter',
    unit: 'jobs',
    labels: { queue: workerNames, outcome: ['done', 'again', 'put_off', 'failed', 'given_up'] },
    workers: all,
    help: 'runs of jobs; again: looks at its task later; put_off: an error that may need somebody; failed: a passing error, tried again; given_up: until the next scan',
  },
  jobDuration: {
    name: 'assay_job_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: { queue: workerNames },
    workers: all,
    help: 'time that a run of a job took, waiting for transactions included',
    buckets: WORK_BUCKETS,
  },
  tasksHandled: {
    name: 'assay_tasks_handled_total',
    type: 'counter',
    unit: 'tasks',
    labels: { state: ['Accepted', 'Submitted', 'Final', 'Refuted', 'Expired', 'Cancelled'] },
    workers: all,
    help: 'tasks that this worker itself brought into a state',
  },
  openTasks: {
    name: 'assay_open_tasks',
    type: 'gauge',
    unit: 'tasks',
    labels: { state: openStates },
    workers: all,
    help: 'tasks, by state, on which this process still has something to do or to wait for',
  },
  openTaskDeadline: {
    name: 'assay_open_task_nearest_deadline_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: { state: openStates },
    workers: all,
    help: "time left until the nearest deadline of those tasks, by the chain's clock; negative: it has passed; +Inf: there is none",
    initial: Number.POSITIVE_INFINITY,
  },

  // --- transactions and money
  transactions: {
    name: 'assay_transactions_total',
    type: 'counter',
    unit: 'transactions',
    labels: { call: calls, event: ['sent', 'replaced', 'mined', 'reverted', 'refused', 'failed'] },
    workers: all,
    help: 'steps of transactions; replaced: sent again with higher fees; reverted: mined without effect; refused: would revert, not sent; failed: given up',
  },
  gasUsed: {
    name: 'assay_transaction_gas_total',
    type: 'counter',
    unit: 'gas',
    labels: { call: calls },
    workers: all,
    help: 'gas used by mined transactions',
  },
  fees: {
    name: 'assay_transaction_fees_ether_total',
    type: 'counter',
    unit: "the chain's currency (10^18 wei)",
    labels: { call: calls },
    workers: all,
    help: 'fees paid for mined transactions',
  },
  walletBalance: {
    name: 'assay_wallet_balance_ether',
    type: 'gauge',
    unit: "the chain's currency (10^18 wei)",
    labels: {},
    workers: all,
    help: 'what the acting account has to pay gas with',
  },
  stake: {
    name: 'assay_stake_tokens',
    type: 'gauge',
    unit: 'stake tokens',
    labels: { state: ['free', 'locked', 'unbonding'] },
    workers: ['inference', 'canary'],
    help: "the acting account's stake",
  },
  credits: {
    name: 'assay_credit_tokens',
    type: 'gauge',
    unit: 'tokens',
    labels: { token: ['payment', 'stake'] },
    workers: all,
    help: 'what the contracts owe the acting account: assay account withdraw pays it out',
  },
  quotesOutstanding: {
    name: 'assay_quotes_outstanding',
    type: 'gauge',
    unit: 'quotes',
    labels: {},
    workers: ['inference'],
    help: 'signed quotes that have neither expired nor become tasks; they count against free stake',
  },

  // --- running models
  inferenceDuration: {
    name: 'assay_inference_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    workers: running,
    help: 'time to execute a program once, all its tensors kept',
    buckets: WORK_BUCKETS,
  },
  traceHashDuration: {
    name: 'assay_trace_hash_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    workers: running,
    help: 'time to commit to every tensor of one execution',
    buckets: WORK_BUCKETS,
  },
  traceBytes: {
    name: 'assay_trace_hashed_bytes_total',
    type: 'counter',
    unit: 'bytes',
    labels: {},
    workers: running,
    help: 'bytes of tensors committed to',
  },
  modelLoadDuration: {
    name: 'assay_model_load_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    workers: running,
    help: 'time to fetch, check and lower a model that was not held',
    buckets: WORK_BUCKETS,
  },
  storeCalls: {
    name: 'assay_store_calls_total',
    type: 'counter',
    unit: 'calls',
    labels: {
      operation: ['get', 'put', 'has'],
      outcome: ['ok', 'not_found', 'altered', 'too_large', 'refused', 'unreachable', 'other'],
    },
    workers: running,
    help: 'calls to the content store; altered: its bytes did not hash to what was asked for, and were thrown away',
  },
  storeReadBytes: {
    name: 'assay_store_read_bytes_total',
    type: 'counter',
    unit: 'bytes',
    labels: {},
    workers: running,
    help: 'bytes fetched from the content store',
  },
  storeWrittenBytes: {
    name: 'assay_store_written_bytes_total',
    type: 'counter',
    unit: 'bytes',
    labels: {},
    workers: running,
    help: 'bytes put into the content store',
  },

  // --- checking and convicting
  checks: {
    name: 'assay_checks_total',
    type: 'counter',
    unit: 'checks',
    labels: { result: ['agrees', 'disagrees', 'withheld', 'not_checked', 'not_comparable'] },
    workers: ['watchtower'],
    help: 'results run again; disagrees: wrong, and provable; withheld: wrong, but not served; not_checked: could not be run, looked at again; not_comparable: its input is not canonical',
  },
  convictions: {
    name: 'assay_convictions_total',
    type: 'counter',
    unit: 'convictions',
    labels: { by: ['self', 'others'] },
    workers: ['watchtower'],
    help: 'results found wrong here that were refuted, by this watchtower or by somebody faster',
  },
  liesStanding: {
    name: 'assay_lies_standing',
    type: 'gauge',
    unit: 'results',
    labels: {},
    workers: ['watchtower'],
    help: 'results found wrong here that are not refuted yet',
  },
  liesEscaped: {
    name: 'assay_lies_escaped_total',
    type: 'counter',
    unit: 'results',
    labels: {},
    workers: ['watchtower'],
    help: 'results found wrong here that became final all the same',
  },
  openingsDemanded: {
    name: 'assay_openings_demanded_total',
    type: 'counter',
    unit: 'openings',
    labels: { tree: trees },
    workers: ['watchtower'],
    help: 'openings demanded on chain because a trace was withheld',
  },
  openingsAnswered: {
    name: 'assay_openings_answered_total',
    type: 'counter',
    unit: 'openings',
    labels: { tree: trees },
    workers: ['inference'],
    help: 'openings answered on chain',
  },

  // --- the watchers are watched
  canaryWrongResults: {
    name: 'assay_canary_wrong_results_total',
    type: 'counter',
    unit: 'results',
    labels: {},
    workers: ['canary'],
    help: 'deliberately wrong results posted from its own stake',
  },
  canaryConvictions: {
    name: 'assay_canary_convictions_total',
    type: 'counter',
    unit: 'convictions',
    labels: { by: ['others', 'itself'] },
    workers: ['canary'],
    help: 'its wrong results that were refuted; itself: nobody else did in time',
  },
  canaryConvictionDuration: {
    name: 'assay_canary_conviction_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    workers: ['canary'],
    help: 'time from posting a wrong result to its refutation by others',
    buckets: [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200],
  },
  canaryAlarm: {
    name: 'assay_canary_alarm',
    type: 'gauge',
    unit: '1 or 0',
    labels: {},
    workers: ['canary'],
    help: '1 while a wrong result stands that nobody has refuted although most of its window is over',
  },

  // --- the process
  cpu: {
    name: 'process_cpu_seconds_total',
    type: 'counter',
    unit: 'seconds',
    labels: {},
    workers: all,
    help: 'processor time used',
    from: 'prom-client',
  },
  residentMemory: {
    name: 'process_resident_memory_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: {},
    workers: all,
    help: 'memory of the process',
    from: 'prom-client',
  },
  heap: {
    name: 'nodejs_heap_size_used_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: {},
    workers: all,
    help: "memory of JavaScript's objects; tensors are outside of it",
    from: 'prom-client',
  },
  startTime: {
    name: 'process_start_time_seconds',
    type: 'gauge',
    unit: 'seconds since 1970',
    labels: {},
    workers: all,
    help: 'when the process started',
    from: 'prom-client',
  },
  eventLoopLag: {
    name: 'nodejs_eventloop_lag_p99_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    workers: all,
    help: 'time by which the event loop is late, 99th percentile since the last scrape',
    from: 'prom-client',
  },
} as const satisfies MetricsTable
