import { type MetricsTable, workerNames } from '../types.ts'

/** The process itself, measured by prom-client. */
export const processRows = {
  cpu: {
    name: 'process_cpu_seconds_total',
    type: 'counter',
    unit: 'seconds',
    labels: {},
    workers: workerNames,
    help: 'processor time used',
    from: 'prom-client',
  },
  residentMemory: {
    name: 'process_resident_memory_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: {},
    workers: workerNames,
    help: 'memory of the process',
    from: 'prom-client',
  },
  heap: {
    name: 'nodejs_heap_size_used_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: {},
    workers: workerNames,
    help: "memory of JavaScript's objects; tensors are outside of it",
    from: 'prom-client',
  },
  startTime: {
    name: 'process_start_time_seconds',
    type: 'gauge',
    unit: 'seconds since 1970',
    labels: {},
    workers: workerNames,
    help: 'when the process started',
    from: 'prom-client',
  },
  eventLoopLag: {
    name: 'nodejs_eventloop_lag_p99_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    workers: workerNames,
    help: 'time by which the event loop is late, 99th percentile since the last scrape',
    from: 'prom-client',
  },
} as const satisfies MetricsTable
