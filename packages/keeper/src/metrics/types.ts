/** Every kind of worker that is measured. */
export const workerNames = ['inference', 'watchtower', 'settler', 'canary'] as const
export type WorkerName = (typeof workerNames)[number]

/** Values that a label may have. `at-start`: few, known when the worker starts (the addresses of its nodes). */
export type LabelValues = readonly string[] | 'at-start'

/** One row of the table of metrics. */
export interface MetricRow {
  /** As Prometheus sees it: the unit is in the name, in base units. */
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** Of the number: "seconds", "bytes", or what is counted. */
  readonly unit: string
  /** Each label's values: there are never more series than these allow, and all of them exist from the start. */
  readonly labels: Readonly<Record<string, LabelValues>>
  readonly workers: readonly WorkerName[]
  /** What it says, in one line. */
  readonly help: string
  /** Upper bounds of a histogram, in its unit. */
  readonly buckets?: readonly number[]
  /** A gauge's value before it was set. Default 0. */
  readonly initial?: number
  /** Measured by prom-client itself; the table only says what it means. */
  readonly from?: 'prom-client'
}

export type MetricsTable = Readonly<Record<string, MetricRow>>

/** The value of a label: one of its list; any text where the list has "other", which stands for the rest. */
export type LabelValue<Values extends LabelValues> = Values extends readonly (infer Value)[]
  ? 'other' extends Value
    ? string
    : Value
  : string

export type LabelsOf<Row extends MetricRow> = { readonly [L in keyof Row['labels']]: LabelValue<Row['labels'][L]> }

type Labelled<Row extends MetricRow, Before extends readonly unknown[]> = keyof Row['labels'] extends never
  ? Before
  : readonly [...Before, labels: LabelsOf<Row>]

interface Counting<Row extends MetricRow> {
  /** @param args how many more, default 1, after the labels */
  inc(...args: [...Labelled<Row, []>, by?: number]): void
}
interface Setting<Row extends MetricRow> {
  set(...args: Labelled<Row, [value: number]>): void
}
interface Observing<Row extends MetricRow> {
  observe(...args: Labelled<Row, [value: number]>): void
}

/** What code does with a row. */
export type Handle<Row extends MetricRow> = Row['type'] extends 'counter'
  ? Counting<Row>
  : Row['type'] extends 'gauge'
    ? Setting<Row>
    : Observing<Row>
