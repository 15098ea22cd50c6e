import koffi from 'koffi'

/** Of glibc's malloc.h: how much freed memory at the heap's end is kept for later, and from which size on a block is no part of the heap. */
const TRIM_THRESHOLD = -1
const MMAP_THRESHOLD = -3
/** What both are until glibc raises them. */
const BYTES = 128 * 1024

/**
 * Keeps glibc from keeping what is freed: with every large block that goes back it raises both thresholds, and
 * a self-test's memory stays with the process for good (docs/decisions/0020). Other allocators have their own ways.
 */
export function returnFreedMemory(): void {
  try {
    const mallopt = koffi.load(null).func('int mallopt(int, int)')
    for (const threshold of [TRIM_THRESHOLD, MMAP_THRESHOLD]) mallopt(threshold, BYTES)
  } catch {}
}
