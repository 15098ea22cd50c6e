import type { QuantisedOutput } from './quantise.ts'

/**
 * A value that no one sees, in u8 whatever its dtype: 128 is added to an i8 and to all that is compared with it, so the
 * kernels on both sides of it, which compute in u8, need not turn its bytes to and fro.
 */
export function unsignedTwin({ dtype, zero, low, high }: QuantisedOutput): QuantisedOutput & { readonly dtype: 'u8' } {
  const add = dtype === 'i8' ? 128 : 0
  return { dtype: 'u8', zero: zero + add, low: low + add, high: high + add }
}
