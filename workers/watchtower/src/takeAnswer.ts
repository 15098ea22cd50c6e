import {
  type Answer,
  checkAnswers,
  type Evidence,
  EvidenceError,
  type ModelCommitment,
  type ResultClaim,
} from '@assay/proof'
import { answerLength } from './answerLength.ts'

/**
 * What is known once one of the answers that are said to stand at a position is taken in; undefined where none of them is what the result
 * commits to. The chain takes no other, but a node may invent some.
 */
export const takeAnswer = (
  model: ModelCommitment,
  claim: ResultClaim,
  evidence: Evidence,
  answers: readonly Answer[],
): Evidence | undefined => {
  for (const answer of answers) {
    if (answer.bytes.length !== answerLength(model, answer.position)) continue
    try {
      const known = checkAnswers(model, claim, evidence, [answer])
      if (known !== evidence) return known
    } catch (error) {
      if (!(error instanceof EvidenceError)) throw error
    }
  }
  return undefined
}
