import { rpcOutcomes } from '@assay/sdk'
import { type MetricsTable, workerNames } from '../types.ts'

/** Calls that take from one node's tick to a slow public endpoint. */
const CALL_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

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

/** Reading the chain. */
export const chainRows = {
  chainHeadBlock: {
    name: 'assay_chain_head_block',
    type: 'gauge',
    unit: 'blocks',
    labels: {},
    workers: workerNames,
    help: "number of the node's newest block",
  },
  chainHeadTimestamp: {
    name: 'assay_chain_head_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds since 1970',
    labels: {},
    workers: workerNames,
    help: "time of the node's newest block, as the chain counts",
  },
  followerBlock: {
    name: 'assay_follower_block',
    type: 'gauge',
    unit: 'blocks',
    labels: {},
    workers: workerNames,
    help: 'newest block whose events have been read and put on the list',
  },
  followerLag: {
    name: 'assay_follower_lag_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    workers: workerNames,
    help: 'time since the worker had last read every confirmed block of its node; 0 while it keeps up',
  },
  followerFailures: {
    name: 'assay_follower_failures_total',
    type: 'counter',
    unit: 'looks',
    labels: {},
    workers: workerNames,
    help: 'looks at the chain that failed and were repeated',
  },
  followerResets: {
    name: 'assay_follower_resets_total',
    type: 'counter',
    unit: 'resets',
    labels: {},
    workers: workerNames,
    help: 'times that the chain was not the one that had been read, and was read again',
  },
  rpcCalls: {
    name: 'assay_rpc_calls_total',
    type: 'counter',
    unit: 'calls',
    labels: { endpoint: 'at-start', method: rpcMethods, outcome: rpcOutcomes },
    workers: workerNames,
    help: "calls to a node, by host and method; refused: answered with an error, as a revert is; limited: HTTP status 429. A client's own repetitions are one call",
  },
  rpcDuration: {
    name: 'assay_rpc_call_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: { endpoint: 'at-start', method: rpcMethods },
    workers: workerNames,
    help: 'time until a node had answered a call, whatever the answer',
    buckets: CALL_BUCKETS,
  },
} as const satisfies MetricsTable
