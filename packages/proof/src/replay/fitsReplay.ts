import type { Program } from '@assay/program'
import { estimateReplayGas } from './estimateReplayGas.ts'

/** A transaction's most (EIP-7825). */
const MAX_GAS = 2 ** 24
/** Nodes pass on transactions of at most 128 KiB; the rest of one takes far less than a KiB. */
const MAX_BYTES = 127 * 1024

/** Whether a program, whatever its input, can be run whole in one transaction. */
export function fitsReplay(program: Program): boolean {
  const { bytes, gas } = estimateReplayGas(program)
  return bytes <= MAX_BYTES && gas <= MAX_GAS
}
