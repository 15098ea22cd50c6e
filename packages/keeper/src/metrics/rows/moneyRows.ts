import { type MetricsTable, workerNames } from '../types.ts'

/** What workers send to the contracts. */
const calls = [
  'acceptTask',
  'submitResult',
  'proveFraud',
  'requestOpening',
  'answerOpening',
  'convictSilence',
  'commitFinding',
  'reveal',
  'settle',
  'replayTask',
  'finaliseTask',
  'expireTask',
  'cancelTask',
  'other',
] as const

/** Transactions and money. */
export const moneyRows = {
  transactions: {
    name: 'assay_transactions_total',
    type: 'counter',
    unit: 'transactions',
    labels: { call: calls, event: ['sent', 'replaced', 'mined', 'reverted', 'refused', 'failed'] },
    workers: workerNames,
    help: 'steps of transactions; replaced: sent again with higher fees; reverted: mined without effect; refused: would revert, not sent; failed: given up',
  },
  gasUsed: {
    name: 'assay_transaction_gas_total',
    type: 'counter',
    unit: 'gas',
    labels: { call: calls },
    workers: workerNames,
    help: 'gas used by mined transactions',
  },
  fees: {
    name: 'assay_transaction_fees_ether_total',
    type: 'counter',
    unit: "the chain's currency (10^18 wei)",
    labels: { call: calls },
    workers: workerNames,
    help: 'fees paid for mined transactions',
  },
  walletBalance: {
    name: 'assay_wallet_balance_ether',
    type: 'gauge',
    unit: "the chain's currency (10^18 wei)",
    labels: {},
    workers: workerNames,
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
    workers: workerNames,
    help: 'what the contracts owe the acting account: assay account withdraw pays it out',
  },
  quotesOutstanding: {
    name: 'assay_quotes_outstanding',
    type: 'gauge',
    unit: 'quotes',
    labels: {},
    workers: ['inference'],
    help: 'signed quotes that have neither expired nor become tasks; they keep no stake, and 10,000 are counted at most',
  },
} as const satisfies MetricsTable
