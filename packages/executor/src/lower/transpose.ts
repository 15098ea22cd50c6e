import type { Lowering } from '../Lowering.ts'

/** ONNX's own, with the same permutation. */
export const transpose: Lowering = ({ graph }, { attributes: a }, [x]) =>
  graph.add('Transpose', [x!.value()], { perm: [a.perm0!, a.perm1!, a.perm2!, a.perm3!] })
