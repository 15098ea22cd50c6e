import { seededRandom } from '@assay/proof/testing'
import { describeLiars } from './describeLiars.ts'
import { elementLies, otherLies } from './planLies.ts'

describeLiars('Lies about the other nodes, in padding, and about the output root', 500, ({ commitment }, traces) => {
  const random = seededRandom(0xa55a02)
  return [...elementLies(commitment, traces, [4, 5, 6, 7, 8, 9], random), ...otherLies(commitment, traces, random)]
})
