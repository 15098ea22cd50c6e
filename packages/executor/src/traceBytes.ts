import { type Program, tensorBytes } from '@assay/program'

/** Bytes of a run's trace: every node's tensor. */
export const traceBytes = ({ nodes }: Pick<Program, 'nodes'>): number =>
  nodes.reduce((sum, node) => sum + tensorBytes(node), 0)
