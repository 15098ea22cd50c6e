import type { MetricsTable } from '../types.ts'

/** Bringing results to contracts. */
export const deliveryRows = {
  deliveries: {
    name: 'assay_deliveries_total',
    type: 'counter',
    unit: 'results',
    labels: { outcome: ['delivered', 'failed', 'given_up', 'unpaid'] },
    workers: ['settler'],
    help: 'final results that contracts wait for; failed: the consumer failed in the transaction, the gas is lost; given_up: it refuses, or the output cannot be had; unpaid: the tip does not cover the gas',
  },
  exitsLeft: {
    name: 'assay_exits_left_total',
    type: 'counter',
    unit: 'exits',
    labels: { exit: ['cancel', 'expire', 'finalise', 'settleFinding', 'convictSilence', 'reclaimBond'] },
    workers: ['settler'],
    help: "exits that were due and left to others: they are strangers' and nothing pays for them",
  },
  openingsUnread: {
    name: 'assay_openings_unread_total',
    type: 'counter',
    unit: 'openings',
    labels: {},
    workers: ['settler'],
    help: 'openings that a node could not give; they are read again at the next look',
  },
  deliveryTips: {
    name: 'assay_delivery_tips_ether_total',
    type: 'counter',
    unit: "the chain's currency (10^18 wei)",
    labels: {},
    workers: ['settler'],
    help: 'tips earned by delivering: assay callback withdraw-tips pays them out',
  },
} as const satisfies MetricsTable
