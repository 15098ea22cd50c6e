/**
 * What another thread is late by: handing memory over and waking it takes some 0.15 ms, in which this one hashes as many bytes
 * (docs/decisions/0009).
 */
const HANDOVER_BYTES = 2 ** 17

/**
 * Divides tensors between this thread and others so that all are done at once, the largest first, each to whom has least. Only memory that
 * holds nothing else can be handed over.
 * @param ownBytes that this thread has to hash besides; Infinity if it is to have nothing that another can take
 * @returns for each other thread: which tensors it takes
 */
export function divideTensors(tensors: readonly Uint8Array[], others: number, ownBytes = 0): number[][] {
  const uses = new Map<ArrayBufferLike, number>()
  for (const { buffer } of tensors) uses.set(buffer, (uses.get(buffer) ?? 0) + 1)
  const isWhole = ({ buffer, length }: Uint8Array): boolean =>
    buffer instanceof ArrayBuffer && uses.get(buffer) === 1 && length === buffer.byteLength && length > 0
  const own = { bytes: ownBytes, taken: [] as number[] }
  const lent = Array.from({ length: others }, () => ({ bytes: HANDOVER_BYTES, taken: [] as number[] }))
  const whole: number[] = []
  tensors.forEach((tensor, at) => {
    if (isWhole(tensor)) whole.push(at)
    else own.bytes += tensor.length
  })
  whole.sort((a, b) => tensors[b]!.length - tensors[a]!.length)
  for (const at of whole) {
    const least = lent.reduce((a, b) => (b.bytes < a.bytes ? b : a), own)
    least.bytes += tensors[at]!.length
    least.taken.push(at)
  }
  return lent.map(({ taken }) => taken)
}
