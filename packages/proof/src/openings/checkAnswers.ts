import type { ModelCommitment } from '../commitModel.ts'
import { ProofError } from '../errors.ts'
import type { Evidence, ResultClaim } from '../evidence/Evidence.ts'
import { checkAnswer } from './checkAnswer.ts'
import { LIST, type Position } from './Position.ts'

/** An answer that stands on chain, and what it answers. */
export interface Answer {
  readonly position: Position
  readonly bytes: Uint8Array
}

/**
 * Takes in all answers there are, in any order. Those about inputs and constants say nothing about the nodes, nor do those whose
 * place is not known yet: anyone may demand a chunk before its leaf hashes.
 */
export function checkAnswers(
  model: ModelCommitment,
  claim: ResultClaim,
  evidence: Evidence,
  answers: readonly Answer[],
): Evidence {
  const height = ({ position: { tensor, level } }: Answer) => (tensor === LIST ? 3 : level)
  return answers
    .filter(({ position }) => position.tree === 'node')
    .sort((a, b) => height(b) - height(a))
    .reduce((known, answer) => takeIn(model, claim, known, answer), evidence)
}

function takeIn(model: ModelCommitment, claim: ResultClaim, known: Evidence, { position, bytes }: Answer): Evidence {
  try {
    return checkAnswer(model, claim, known, position, bytes)
  } catch (error) {
    if (error instanceof ProofError) return known
    throw error
  }
}
