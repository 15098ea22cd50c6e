import { readFileSync } from 'node:fs'

/**
 * What leaves traces in the process that runs it (clocks, mocks, flags, handlers, measured memory), or starts chains, databases and
 * workers, whose clients remember them by their addresses.
 */
const LEAVES_TRACES =
  /\bvi\.|\bprocess\.|\bglobalThis\b|'node:(child_process|v8|worker_threads)'|'@assay\/localnet'|support\/(anvil|localChain|localNetwork|postgres|redis|runAssay|startWorkers)\.ts'/

/** Whether a file of tests can run in a process that has run others, and share the modules that those have loaded. */
export const sharesProcess = (file: string): boolean => !LEAVES_TRACES.test(readFileSync(file, 'utf8'))
