import type { MetricsTable } from '../types.ts'
import { WORK_BUCKETS } from './workBuckets.ts'

const running = ['inference', 'watchtower', 'canary'] as const

/** Running models. */
export const runRows = {
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
} as const satisfies MetricsTable
