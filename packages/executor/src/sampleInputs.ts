import { type TensorType, tensorBytes } from '@assay/program'
import { seededRandom } from './seededRandom.ts'

export type SampleKind = 'all 0' | 'all 255' | 'saturating' | 'random'

/** Inputs for a self-test; `saturating` mixes the least and the greatest value of the dtype. */
export function sampleInputs(types: readonly TensorType[], kind: SampleKind, seed: number): Uint8Array[] {
  const random = seededRandom(seed)
  return types.map((type) => {
    const bytes = new Uint8Array(tensorBytes(type))
    if (kind === 'all 255') return bytes.fill(255)
    if (kind === 'random') return bytes.map(() => random() & 255)
    if (kind === 'saturating') fillSaturating(bytes, type, random)
    return bytes
  })
}

function fillSaturating(bytes: Uint8Array, { dtype }: TensorType, random: () => number): void {
  const [least, greatest] = dtype === 'u8' ? [0, 255] : [0x80, 0x7f]
  if (dtype === 'u8' || dtype === 'i8') {
    for (let at = 0; at < bytes.length; at++) bytes[at] = random() & 1 ? greatest : least
    return
  }
  const words = new DataView(bytes.buffer)
  for (let at = 0; at < bytes.length; at += 4) words.setUint32(at, random() & 1 ? 0x7fffffff : 0x80000000, true)
}
