import { chunkCount, treeDepth } from '@assay/program'
import type { ModelCommitment } from '../commitModel.ts'
import type { TraceCommitment } from '../commitTrace.ts'
import type { Evidence } from '../evidence/Evidence.ts'
import type { FetchStep } from '../steps/Step.ts'
import { FAN_OUT_LOG2, levels, type Position } from './Position.ts'
import { revealing } from './revealing.ts'

/** The next thing to demand on chain when what `nextStep` asks for is withheld. One step may take two demands, one after the other. */
export function openingFor(
  model: ModelCommitment,
  honest: TraceCommitment,
  evidence: Evidence,
  step: FetchStep,
): Position {
  if (step.kind === 'fetch-roots') return revealing
  const { node } = step
  const at = { tree: 'node', tensor: node } as const
  if (step.kind === 'fetch-chunk') return { ...at, level: levels.chunk, index: step.chunk }
  const type = model.program.nodes[node]!
  const depth = treeDepth(chunkCount(type, model.program.activationChunkLog2))
  if (depth <= FAN_OUT_LOG2) return { ...at, level: levels.leaves, index: 0 }
  const known = evidence.tensors.get(node)
  if (known === undefined) return { ...at, level: levels.parts, index: 0 }
  return { ...at, level: levels.leaves, index: known.firstPart(honest.nodeTrees[node]!) }
}
