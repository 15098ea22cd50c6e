import { seededRandom } from '@assay/proof/testing'
import { describeLiars } from './describeLiars.ts'
import { elementLies, otherLies, scatteredLies } from './planLies.ts'

describeLiars('Lies about the other nodes, in padding, and about the output root', 500, ({ commitment }, traces) => {
  const random = seededRandom(0xa55a02)
  return [
    ...elementLies(commitment, traces, [3, 4, 5], random),
    ...otherLies(commitment, traces, random),
    ...scatteredLies(commitment, traces, 250, random),
  ]
})
