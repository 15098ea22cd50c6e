import type { QualityReport } from '@assay/importer'
import { isVector } from '../files/isVector.ts'
import { noiseByNode } from './noiseByNode.ts'

/** Below these a model is likely to have lost something; the zoo's, but for one of fifty layers, are above (docs/networks.md). */
const GOOD_DB = 20
const GOOD_AGREEMENT = 0.95

const percent = (share: number | null): string => (share === null ? 'not measured' : `${(100 * share).toFixed(2)} %`)

/** What int8 cost in accuracy, in a line; and where it cost much, in a second, which layer hurts and what helps. `shape` is the output's. */
export const describeQuality = (report: QualityReport, shape: readonly number[]): string[] => {
  const { evaluation, layers, reference } = report
  const { agreement, meanError, maxError } = evaluation
  const output = noiseByNode(report).at(-1)
  const db = output === undefined || output.exact ? undefined : output.snrDb
  // of a picture or of several rows the largest element says little
  const scores = isVector(shape)
  const facts = [
    ...(scores ? [`same answer ${percent(agreement)}`] : []),
    ...(db === undefined ? [] : [`output ${db.toFixed(1)} dB above its noise`]),
    `mean error ${meanError?.toPrecision(3) ?? '-'}, largest ${maxError?.toPrecision(3) ?? '-'}`,
  ]
  const line = `against the ${reference} model on ${evaluation.set}, ${evaluation.samples} samples: ${facts.join(', ')}`
  const poor = (db !== undefined && db < GOOD_DB) || (scores && agreement !== null && agreement < GOOD_AGREEMENT)
  const [worst] = layers
  if (!poor || worst === undefined || reference !== 'float32') return [line]
  const alone = worst.ownSnrDb === null ? '' : ` (${worst.ownSnrDb.toFixed(1)} dB by itself)`
  return [
    line,
    `int8 costs this model much, node ${worst.node} "${worst.tensor}" the most${alone}. Try --equalise, --ranges 99.99, --finer all (dearer), or more typical samples.`,
  ]
}
