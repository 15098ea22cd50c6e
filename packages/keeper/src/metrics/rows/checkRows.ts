import type { MetricsTable } from '../types.ts'

const trees = ['node', 'input', 'constant'] as const

/** Checking, convicting, and answering what is demanded. */
export const checkRows = {
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
  openingBonds: {
    name: 'assay_opening_bonds_ether_total',
    type: 'counter',
    unit: "the chain's currency (10^18 wei)",
    labels: { tree: trees },
    workers: ['watchtower'],
    help: 'bonds laid out for openings demanded on chain',
  },
  openingsDeclined: {
    name: 'assay_openings_declined_total',
    type: 'counter',
    unit: 'looks',
    labels: {},
    workers: ['watchtower'],
    help: 'looks at a task whose withheld input was not demanded on chain because it would cost more than the watchtower may spend on it',
  },
  openingsAnswered: {
    name: 'assay_openings_answered_total',
    type: 'counter',
    unit: 'openings',
    labels: { tree: trees },
    workers: ['inference'],
    help: 'openings answered on chain',
  },
  openingsOwed: {
    name: 'assay_openings_owed',
    type: 'gauge',
    unit: 'openings',
    labels: {},
    workers: ['inference'],
    help: 'openings demanded of our results that have no answer yet, as last read',
  },
  openingDeadline: {
    name: 'assay_opening_nearest_deadline_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    workers: ['inference'],
    help: "time left until the nearest of those answers is due, by the chain's clock; negative: the silence can be convicted; +Inf: none is owed",
    initial: Number.POSITIVE_INFINITY,
  },
} as const satisfies MetricsTable
