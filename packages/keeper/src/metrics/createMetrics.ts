import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { labelSets } from './labelSets.ts'
import { metricsTable } from './table.ts'
import type { Handle, LabelValues, MetricRow, WorkerName } from './types.ts'

type Table = typeof metricsTable

/** The rows that a kind of worker has; of a union of kinds, the rows that all of them have. */
type KeysOf<Worker extends WorkerName> = {
  [Key in keyof Table]: [Worker] extends [Table[Key]['workers'][number]] ? Key : never
}[keyof Table]

export type Metrics<Worker extends WorkerName = WorkerName> = {
  readonly [Key in KeysOf<Worker>]: Handle<Table[Key]>
} & {
  /** Does something before every reading, such as asking the queue how long it is; what fails or lasts is not waited for. */
  beforeReading(refresh: () => Promise<void> | void): void
  /** All series as Prometheus reads them. */
  read(): Promise<{ readonly text: string; readonly contentType: string }>
  readonly worker: Worker
}

/** Values of the labels that are known only when a worker starts; those that it learns later are set once, when it does. */
export type StartLabels = Readonly<Record<string, readonly string[]>>

/** Prometheus gives up after 10 s by default. */
const REFRESH_TIMEOUT_MS = 2_000

/**
 * Registers the rows of a worker. Every series is there from the start, counters at 0, so that nothing that asks for one finds it
 * missing; a label's value that its row does not have counts as "other".
 */
export const createMetrics = <Worker extends WorkerName>(worker: Worker, start: StartLabels): Metrics<Worker> => {
  const registry = new Registry()
  registry.setDefaultLabels({ worker })
  collectDefaultMetrics({ register: registry })
  const handles: Record<string, unknown> = {}
  for (const [key, row] of Object.entries<MetricRow>(metricsTable)) {
    if (row.workers.includes(worker) && row.from === undefined) handles[key] = register(registry, row, start)
  }
  const refreshes: (() => Promise<void> | void)[] = []
  const soon = () => new Promise<void>((resolve) => setTimeout(resolve, REFRESH_TIMEOUT_MS).unref())
  return {
    // Each row made its own kind of handle.
    ...(handles as Metrics<Worker>),
    worker,
    beforeReading: (refresh) => {
      refreshes.push(refresh)
    },
    read: async () => {
      await Promise.race([Promise.allSettled(refreshes.map(async (refresh) => refresh())), soon()])
      return { text: await registry.metrics(), contentType: registry.contentType }
    },
  }
}

const register = (registry: Registry, row: MetricRow, start: StartLabels) => {
  const names = Object.keys(row.labels)
  const values = Object.entries(row.labels).map(([name, known]) => {
    const all = known === 'at-start' ? (start[name] ?? []) : known
    return [name, all] as const
  })
  const boundedValue = (name: string, known: LabelValues, value: string) =>
    (start[name] ?? known).includes(value) || (known === 'at-start' && start[name] === undefined) ? value : 'other'
  const bounded = (labels: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(row.labels).map(([name, known]) => [name, boundedValue(name, known, labels[name] ?? '')]),
    )
  const options = { name: row.name, help: row.help, labelNames: names, registers: [registry] }
  const sets = labelSets(values)
  switch (row.type) {
    case 'counter': {
      const counter = new Counter(options)
      for (const labels of sets) counter.inc(labels, 0)
      return names.length === 0
        ? { inc: (by = 1) => counter.inc(by) }
        : { inc: (labels: Record<string, string>, by = 1) => counter.inc(bounded(labels), by) }
    }
    case 'gauge': {
      const gauge = new Gauge(options)
      for (const labels of sets) gauge.set(labels, row.initial ?? 0)
      return names.length === 0
        ? { set: (value: number) => gauge.set(value) }
        : { set: (value: number, labels: Record<string, string>) => gauge.set(bounded(labels), value) }
    }
    case 'histogram': {
      const histogram = new Histogram({ ...options, buckets: [...(row.buckets ?? [])] })
      for (const labels of sets) histogram.zero(labels)
      return names.length === 0
        ? { observe: (value: number) => histogram.observe(value) }
        : { observe: (value: number, labels: Record<string, string>) => histogram.observe(bounded(labels), value) }
    }
  }
}
