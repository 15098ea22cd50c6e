/** What Grafana shows a value as. */
export type Unit = 'short' | 's' | 'bytes' | 'Bps' | 'ops' | 'percentunit' | 'none'

export interface Query {
  readonly expr: string
  readonly legend: string
}

export interface Panel {
  readonly title: string
  /** What to see in it. */
  readonly about: string
  readonly kind: 'stat' | 'timeseries'
  readonly unit: Unit
  readonly queries: readonly Query[]
  /** Of 24 columns. */
  readonly width: 4 | 6 | 8 | 12
}

/** Selects the workers chosen at the top of the dashboard. */
const w = 'worker=~"$worker"'
const rate = (selector: string) => `rate(${selector}[$__rate_interval])`
const quantile = (q: number, metric: string, by: string, more = '') =>
  `histogram_quantile(${q}, sum by (${by}, le) (${rate(`${metric}_bucket{${w}${more}}`)}))`

/** The dashboard, row by row. */
export const dashboardRows: Readonly<Record<string, readonly Panel[]>> = {
  'Is it well?': [
    {
      title: 'Workers up',
      about: '1 for each worker that Prometheus reaches',
      kind: 'stat',
      unit: 'none',
      queries: [{ expr: 'up{job="assay"}', legend: '{{instance}}' }],
      width: 6,
    },
    {
      title: 'Checks that fail',
      about: '0 when every worker is ready; /health/ready says why one is not',
      kind: 'stat',
      unit: 'none',
      queries: [{ expr: `sum by (worker) (1 - assay_health_check_ok{${w}})`, legend: '{{worker}}' }],
      width: 6,
    },
    {
      title: 'Age of the newest block',
      about: "as long as the chain's block time, or its node has stopped",
      kind: 'stat',
      unit: 's',
      queries: [{ expr: `time() - assay_chain_head_timestamp_seconds{${w}}`, legend: '{{worker}}' }],
      width: 6,
    },
    {
      title: 'Unconvicted canary',
      about: '1 while a deliberately wrong result stands: nobody watches',
      kind: 'stat',
      unit: 'none',
      queries: [{ expr: `max(assay_canary_alarm{${w}} or on () vector(0))`, legend: 'alarm' }],
      width: 6,
    },
  ],
  Chain: [
    {
      title: 'Behind the node',
      about: 'time since everything confirmed had been read',
      kind: 'timeseries',
      unit: 's',
      queries: [{ expr: `assay_follower_lag_seconds{${w}}`, legend: '{{worker}}' }],
      width: 8,
    },
    {
      title: 'Blocks to read',
      about: "the node's head less the follower's cursor",
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: `assay_chain_head_block{${w}} - assay_follower_block{${w}}`, legend: '{{worker}}' }],
      width: 8,
    },
    {
      title: 'Trouble with the chain',
      about: 'looks that failed, and chains that were not the one that had been read',
      kind: 'timeseries',
      unit: 'ops',
      queries: [
        { expr: rate(`assay_follower_failures_total{${w}}`), legend: '{{worker}} failed looks' },
        { expr: rate(`assay_follower_resets_total{${w}}`), legend: '{{worker}} resets' },
      ],
      width: 8,
    },
    {
      title: 'Calls to nodes',
      about: 'by method',
      kind: 'timeseries',
      unit: 'ops',
      queries: [{ expr: `sum by (method) (${rate(`assay_rpc_calls_total{${w}}`)})`, legend: '{{method}}' }],
      width: 8,
    },
    {
      title: 'Calls that fail',
      about: 'by endpoint and reason; a revert is no failure of the node',
      kind: 'timeseries',
      unit: 'ops',
      queries: [
        {
          expr: `sum by (endpoint, outcome) (${rate(`assay_rpc_calls_total{${w},outcome=~"limited|timeout|unreachable"}`)})`,
          legend: '{{endpoint}} {{outcome}}',
        },
      ],
      width: 8,
    },
    {
      title: 'Time until nodes answer',
      about: 'half of the calls are faster than the first line of an endpoint, 95 % than the second',
      kind: 'timeseries',
      unit: 's',
      queries: [
        { expr: quantile(0.5, 'assay_rpc_call_duration_seconds', 'endpoint'), legend: '{{endpoint}} p50' },
        { expr: quantile(0.95, 'assay_rpc_call_duration_seconds', 'endpoint'), legend: '{{endpoint}} p95' },
      ],
      width: 8,
    },
  ],
  'Jobs and tasks': [
    {
      title: 'Tasks brought into a state',
      about: 'what the workers have done, as mined on chain',
      kind: 'timeseries',
      unit: 'ops',
      queries: [{ expr: `sum by (state) (${rate(`assay_tasks_handled_total{${w}}`)})`, legend: '{{state}}' }],
      width: 8,
    },
    {
      title: 'Open tasks',
      about: 'by worker and state',
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: `assay_open_tasks{${w}}`, legend: '{{worker}} {{state}}' }],
      width: 8,
    },
    {
      title: 'Nearest deadline',
      about: 'time left; below 0 it has passed; no line where no task is open',
      kind: 'timeseries',
      unit: 's',
      queries: [{ expr: `assay_open_task_nearest_deadline_seconds{${w}}`, legend: '{{worker}} {{state}}' }],
      width: 8,
    },
    {
      title: 'Jobs on the list',
      about: 'delayed ones wait for their time',
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: `sum by (queue, state) (assay_queue_jobs{${w}})`, legend: '{{queue}} {{state}}' }],
      width: 8,
    },
    {
      title: 'Runs of jobs',
      about: 'put_off and given_up want somebody to look',
      kind: 'timeseries',
      unit: 'ops',
      queries: [
        { expr: `sum by (queue, outcome) (${rate(`assay_jobs_total{${w}}`)})`, legend: '{{queue}} {{outcome}}' },
      ],
      width: 8,
    },
    {
      title: 'Time of a run',
      about: '95th percentile, waiting for transactions included',
      kind: 'timeseries',
      unit: 's',
      queries: [{ expr: quantile(0.95, 'assay_job_duration_seconds', 'queue'), legend: '{{queue}}' }],
      width: 8,
    },
  ],
  'Transactions and money': [
    {
      title: 'Transactions',
      about: 'replaced: sent again with higher fees; refused: would have reverted',
      kind: 'timeseries',
      unit: 'ops',
      queries: [{ expr: `sum by (event) (${rate(`assay_transactions_total{${w}}`)})`, legend: '{{event}}' }],
      width: 6,
    },
    {
      title: 'Gas',
      about: 'used per second, by call',
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: `sum by (call) (${rate(`assay_transaction_gas_total{${w}}`)})`, legend: '{{call}}' }],
      width: 6,
    },
    {
      title: 'Fees in a day',
      about: "in the chain's currency",
      kind: 'timeseries',
      unit: 'short',
      queries: [
        { expr: `sum by (worker) (increase(assay_transaction_fees_ether_total{${w}}[1d]))`, legend: '{{worker}}' },
      ],
      width: 6,
    },
    {
      title: 'Left for gas',
      about: "in the chain's currency",
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: `assay_wallet_balance_ether{${w}}`, legend: '{{worker}}' }],
      width: 6,
    },
    {
      title: 'Results brought to contracts in a day',
      about: 'failed: the gas is lost; unpaid: the tip does not cover the gas',
      kind: 'timeseries',
      unit: 'short',
      queries: [
        { expr: `sum by (outcome) (increase(assay_deliveries_total{${w}}[1d]))`, legend: '{{outcome}}' },
        { expr: `sum(increase(assay_delivery_tips_ether_total{${w}}[1d]))`, legend: 'tips' },
      ],
      width: 6,
    },
    {
      title: 'Left to others in a day',
      about: 'exits of strangers that pay nothing; openings that could not be read and are read again',
      kind: 'timeseries',
      unit: 'short',
      queries: [
        { expr: `sum by (exit) (increase(assay_exits_left_total{${w}}[1d]))`, legend: '{{exit}}' },
        { expr: `sum(increase(assay_openings_unread_total{${w}}[1d]))`, legend: 'unread openings' },
      ],
      width: 6,
    },
    {
      title: 'Stake',
      about: 'free stake accepts tasks',
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: `assay_stake_tokens{${w}}`, legend: '{{worker}} {{state}}' }],
      width: 8,
    },
    {
      title: 'Owed by the contracts',
      about: 'assay account withdraw pays it out',
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: `assay_credit_tokens{${w}}`, legend: '{{worker}} {{token}}' }],
      width: 8,
    },
    {
      title: 'Quotes outstanding',
      about: 'they count against free stake',
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: `assay_quotes_outstanding{${w}}`, legend: '{{worker}}' }],
      width: 8,
    },
  ],
  'Models and content': [
    {
      title: 'Inference',
      about: 'time of one execution with all tensors kept',
      kind: 'timeseries',
      unit: 's',
      queries: [
        { expr: quantile(0.5, 'assay_inference_duration_seconds', 'worker'), legend: '{{worker}} p50' },
        { expr: quantile(0.95, 'assay_inference_duration_seconds', 'worker'), legend: '{{worker}} p95' },
      ],
      width: 6,
    },
    {
      title: 'Hashing of traces',
      about: 'time to commit to one execution',
      kind: 'timeseries',
      unit: 's',
      queries: [{ expr: quantile(0.95, 'assay_trace_hash_duration_seconds', 'worker'), legend: '{{worker}} p95' }],
      width: 6,
    },
    {
      title: 'Loading models',
      about: '95th percentile; many loads mean that too few models are held',
      kind: 'timeseries',
      unit: 's',
      queries: [{ expr: quantile(0.95, 'assay_model_load_duration_seconds', 'worker'), legend: '{{worker}}' }],
      width: 6,
    },
    {
      title: 'Tensors hashed',
      about: 'bytes a second',
      kind: 'timeseries',
      unit: 'Bps',
      queries: [{ expr: rate(`assay_trace_hashed_bytes_total{${w}}`), legend: '{{worker}}' }],
      width: 6,
    },
    {
      title: 'Content store',
      about: 'bytes a second',
      kind: 'timeseries',
      unit: 'Bps',
      queries: [
        { expr: rate(`assay_store_read_bytes_total{${w}}`), legend: '{{worker}} read' },
        { expr: rate(`assay_store_written_bytes_total{${w}}`), legend: '{{worker}} written' },
      ],
      width: 12,
    },
    {
      title: 'Calls to the store that fail',
      about: 'altered: its bytes were not what was asked for',
      kind: 'timeseries',
      unit: 'ops',
      queries: [
        {
          expr: `sum by (worker, outcome) (${rate(`assay_store_calls_total{${w},outcome!="ok"}`)})`,
          legend: '{{worker}} {{outcome}}',
        },
      ],
      width: 12,
    },
    {
      title: 'Connections where results are served',
      about: 'ASSAY_PROVIDER_CONNECTIONS is the limit; at it, those that do least are ended',
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: `assay_connections_open{${w}}`, legend: '{{worker}}' }],
      width: 12,
    },
    {
      title: 'Connections ended before their time',
      about: 'crowded: there were too many; stalled: an answer was not read; piled: asked on and on without waiting',
      kind: 'timeseries',
      unit: 'ops',
      queries: [
        { expr: `sum by (worker, why) (${rate(`assay_connections_ended_total{${w}}`)})`, legend: '{{worker}} {{why}}' },
      ],
      width: 12,
    },
  ],
  Watching: [
    {
      title: 'Results checked',
      about: 'not_checked and withheld are urgent',
      kind: 'timeseries',
      unit: 'ops',
      queries: [{ expr: `sum by (result) (${rate(`assay_checks_total{${w}}`)})`, legend: '{{result}}' }],
      width: 8,
    },
    {
      title: 'Results found wrong',
      about: 'standing ones wait for their conviction; the others since the start',
      kind: 'timeseries',
      unit: 'short',
      queries: [
        { expr: `sum(assay_lies_standing{${w}})`, legend: 'standing' },
        { expr: `sum by (by) (assay_convictions_total{${w}})`, legend: 'convicted by {{by}}' },
        { expr: `sum(assay_lies_escaped_total{${w}})`, legend: 'escaped' },
      ],
      width: 8,
    },
    {
      title: 'Openings',
      about: 'demanded by the watchtower, answered by the provider, since the start; what it owes now',
      kind: 'timeseries',
      unit: 'short',
      queries: [
        { expr: `sum by (tree) (assay_openings_demanded_total{${w}})`, legend: 'demanded {{tree}}' },
        { expr: `sum by (tree) (assay_openings_answered_total{${w}})`, legend: 'answered {{tree}}' },
        { expr: `assay_openings_owed{${w}}`, legend: 'owed' },
      ],
      width: 8,
    },
    {
      title: 'Bonds in a day',
      about: "laid out for openings, in the chain's currency; paid back out of the lock where they led to a conviction",
      kind: 'timeseries',
      unit: 'short',
      queries: [
        {
          expr: `sum by (worker) (increase(assay_opening_bonds_ether_total{${w}}[1d]))`,
          legend: '{{worker}}',
        },
      ],
      width: 8,
    },
    {
      title: 'Canary: wrong results',
      about: 'posted, and who refuted them',
      kind: 'timeseries',
      unit: 'short',
      queries: [
        { expr: `assay_canary_wrong_results_total{${w}}`, legend: 'posted' },
        { expr: `assay_canary_convictions_total{${w}}`, legend: 'refuted by {{by}}' },
      ],
      width: 12,
    },
    {
      title: 'Canary: time until it is convicted',
      about: 'how fast honest watchers are',
      kind: 'timeseries',
      unit: 's',
      queries: [
        { expr: quantile(0.5, 'assay_canary_conviction_duration_seconds', 'worker'), legend: 'p50' },
        { expr: quantile(0.95, 'assay_canary_conviction_duration_seconds', 'worker'), legend: 'p95' },
      ],
      width: 12,
    },
  ],
  Processes: [
    {
      title: 'Memory',
      about: 'a line that only rises is a leak',
      kind: 'timeseries',
      unit: 'bytes',
      queries: [
        { expr: `process_resident_memory_bytes{${w}}`, legend: '{{worker}}' },
        { expr: `nodejs_heap_size_used_bytes{${w}}`, legend: '{{worker}} heap' },
      ],
      width: 8,
    },
    {
      title: 'Processor',
      about: '1 is one core',
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: rate(`process_cpu_seconds_total{${w}}`), legend: '{{worker}}' }],
      width: 8,
    },
    {
      title: 'Event loop',
      about: 'time by which it is late, 99th percentile',
      kind: 'timeseries',
      unit: 's',
      queries: [{ expr: `nodejs_eventloop_lag_p99_seconds{${w}}`, legend: '{{worker}}' }],
      width: 4,
    },
    {
      title: 'Up since',
      about: 'time since the process started',
      kind: 'stat',
      unit: 's',
      queries: [{ expr: `time() - process_start_time_seconds{${w}}`, legend: '{{worker}}' }],
      width: 4,
    },
  ],
}
