/** One alert: when it fires, how bad that is, and what it says. Its runbook is docs/runbooks/<kebab-case name>.md. */
export interface Alert {
  readonly name: string
  /** `critical`: money is being lost or soon will be; `warning`: look today; `info`: something happened. */
  readonly severity: 'critical' | 'warning' | 'info'
  /** PromQL; it fires for each series that this gives. */
  readonly expr: string
  /** How long it must hold: Prometheus's duration. */
  readonly for: string
  /** One line, with the series' labels. */
  readonly summary: string
}

/** Every alert, the most urgent first within its group. */
export const alerts: Readonly<Record<string, readonly Alert[]>> = {
  workers: [
    {
      name: 'WorkerDown',
      severity: 'critical',
      expr: 'up{job="assay"} == 0',
      for: '1m',
      summary: 'the worker at {{ $labels.instance }} does not answer',
    },
    {
      name: 'WorkerRestarting',
      severity: 'warning',
      expr: 'changes(process_start_time_seconds{job="assay"}[15m]) > 2',
      for: '0m',
      summary: 'the {{ $labels.worker }} was started again {{ $value }} times in 15 minutes',
    },
    {
      name: 'HealthCheckFailing',
      severity: 'warning',
      expr: 'assay_health_check_ok == 0',
      for: '5m',
      summary: 'the {{ $labels.worker }} is not ready: {{ $labels.check }}',
    },
    {
      name: 'EventLoopBlocked',
      severity: 'warning',
      expr: 'nodejs_eventloop_lag_p99_seconds{job="assay"} > 2',
      for: '5m',
      summary: 'the {{ $labels.worker }} answers late by {{ $value | humanizeDuration }}',
    },
    {
      name: 'MemoryGrowing',
      severity: 'warning',
      expr: 'deriv(process_resident_memory_bytes{job="assay"}[2h]) * 3600 > 100e6',
      for: '2h',
      summary: 'the {{ $labels.worker }} grows by {{ $value | humanize1024 }}B an hour',
    },
  ],
  chain: [
    {
      name: 'ChainStale',
      severity: 'critical',
      expr: 'time() - assay_chain_head_timestamp_seconds > 180',
      for: '2m',
      summary: "the {{ $labels.worker }}'s node has shown no new block for {{ $value | humanizeDuration }}",
    },
    {
      name: 'FollowerBehind',
      severity: 'critical',
      expr: 'assay_follower_lag_seconds > 60',
      for: '2m',
      summary: 'the {{ $labels.worker }} has been behind its node for {{ $value | humanizeDuration }}',
    },
    {
      name: 'ChainReplaced',
      severity: 'warning',
      expr: 'increase(assay_follower_resets_total[10m]) > 0',
      for: '0m',
      summary: 'the {{ $labels.worker }} found another chain than the one it had read',
    },
    {
      name: 'RpcFailing',
      severity: 'warning',
      expr: 'sum by (worker, endpoint) (rate(assay_rpc_calls_total{outcome=~"limited|timeout|unreachable"}[5m])) / sum by (worker, endpoint) (rate(assay_rpc_calls_total[5m])) > 0.05',
      for: '5m',
      summary:
        '{{ $value | humanizePercentage }} of the calls of the {{ $labels.worker }} to {{ $labels.endpoint }} fail',
    },
    {
      name: 'RpcSlow',
      severity: 'warning',
      expr: 'histogram_quantile(0.95, sum by (worker, endpoint, le) (rate(assay_rpc_call_duration_seconds_bucket[5m]))) > 2',
      for: '10m',
      summary: '{{ $labels.endpoint }} takes {{ $value | humanizeDuration }} to answer the {{ $labels.worker }}',
    },
  ],
  tasks: [
    {
      name: 'TaskDueSoon',
      severity: 'critical',
      expr: 'assay_open_task_nearest_deadline_seconds{worker="inference",state="Accepted"} < 20',
      for: '10s',
      summary:
        'an accepted task is due in {{ $value | humanizeDuration }} and has not been submitted: its late penalty is at stake',
    },
    {
      name: 'TaskOverdue',
      severity: 'critical',
      expr: 'assay_open_task_nearest_deadline_seconds < -60',
      for: '1m',
      summary: 'the {{ $labels.worker }} has a task that is {{ $labels.state }} although its deadline has passed',
    },
    {
      name: 'OpeningDueSoon',
      severity: 'critical',
      // a third of the time that public networks give; on a local chain, half of it
      expr: 'assay_opening_nearest_deadline_seconds < 7200',
      for: '30s',
      summary:
        'an answer that was demanded on chain is due in {{ $value | humanizeDuration }} and has not been given: the lock of its task is at stake',
    },
    {
      name: 'QueueBacklog',
      severity: 'warning',
      expr: 'assay_queue_jobs{state="waiting"} > 100',
      for: '10m',
      summary: '{{ $value }} jobs wait for the {{ $labels.queue }}',
    },
    {
      name: 'JobsFailing',
      severity: 'warning',
      expr: 'sum by (worker) (increase(assay_jobs_total{outcome=~"put_off|given_up|failed"}[10m])) > 5',
      for: '10m',
      summary: '{{ $value | humanize }} runs of jobs of the {{ $labels.worker }} failed in ten minutes',
    },
  ],
  money: [
    {
      name: 'WalletLow',
      severity: 'critical',
      expr: 'assay_wallet_balance_ether < 0.02',
      for: '1m',
      summary: 'the {{ $labels.worker }} has {{ $value }} left to pay gas with',
    },
    {
      name: 'TransactionsFailing',
      severity: 'warning',
      expr: 'sum by (worker, call) (increase(assay_transactions_total{event=~"reverted|failed"}[10m])) > 0',
      for: '0m',
      summary: '{{ $labels.call }} of the {{ $labels.worker }} was given up or reverted',
    },
    {
      name: 'TransactionsStuck',
      severity: 'warning',
      expr: 'sum by (worker) (increase(assay_transactions_total{event="replaced"}[10m])) > 5',
      for: '5m',
      summary: 'transactions of the {{ $labels.worker }} were sent again {{ $value | humanize }} times in ten minutes',
    },
    {
      name: 'StakeExhausted',
      severity: 'warning',
      expr: 'assay_stake_tokens{worker="inference",state="free"} == 0',
      for: '10m',
      summary: 'all stake is locked or gone: no more tasks are accepted',
    },
  ],
  watching: [
    {
      name: 'CanaryUnconvicted',
      severity: 'critical',
      expr: 'assay_canary_alarm == 1',
      for: '0m',
      summary: 'a deliberately wrong result stands: nobody is watching',
    },
    {
      name: 'LieEscaped',
      severity: 'critical',
      expr: 'increase(assay_lies_escaped_total[1h]) > 0',
      for: '0m',
      summary: 'a result that was found wrong became final',
    },
    {
      name: 'LieUnconvicted',
      severity: 'critical',
      expr: 'assay_lies_standing > 0',
      for: '15m',
      summary: '{{ $value }} results were found wrong and are not refuted',
    },
    {
      name: 'ResultUnchecked',
      severity: 'critical',
      expr: 'increase(assay_checks_total{result="not_checked"}[10m]) > 0',
      for: '5m',
      summary: 'results cannot be run again, so lies would pass',
    },
    {
      name: 'DemandTooDear',
      severity: 'critical',
      expr: 'increase(assay_openings_declined_total[10m]) > 0',
      for: '0m',
      summary: 'a result is not checked: its input is withheld, and demanding it would cost more than may be spent',
    },
    {
      name: 'TraceWithheld',
      severity: 'warning',
      expr: 'increase(assay_checks_total{result="withheld"}[10m]) > 0',
      for: '0m',
      summary: 'a wrong result whose provider does not serve its trace',
    },
    {
      name: 'LieFound',
      severity: 'info',
      expr: 'increase(assay_checks_total{result="disagrees"}[10m]) > 0',
      for: '0m',
      summary: 'a wrong result was found',
    },
  ],
  store: [
    {
      name: 'StoreFailing',
      severity: 'warning',
      expr: 'sum by (worker) (increase(assay_store_calls_total{outcome=~"refused|unreachable|other"}[5m])) > 3',
      for: '5m',
      summary: "the {{ $labels.worker }}'s content store does not give what it is asked for",
    },
    {
      name: 'StoreAltered',
      severity: 'warning',
      expr: 'sum by (worker) (increase(assay_store_calls_total{outcome="altered"}[10m])) > 0',
      for: '0m',
      summary: 'the content store of the {{ $labels.worker }} served bytes that are not what was asked for',
    },
  ],
}
