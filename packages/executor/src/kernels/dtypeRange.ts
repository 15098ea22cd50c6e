/** The least and the greatest value of an 8-bit dtype. */
export function dtypeRange(dtype: 'u8' | 'i8'): { low: number; high: number } {
  return dtype === 'u8' ? { low: 0, high: 255 } : { low: -128, high: 127 }
}
