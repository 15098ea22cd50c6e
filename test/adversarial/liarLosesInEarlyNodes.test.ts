import { seededRandom } from '@assay/proof/testing'
import { describeLiars } from './describeLiars.ts'
import { elementLies, scatteredLies } from './planLies.ts'

describeLiars('Lies about the first three nodes of the digit model, and anywhere', 500, ({ commitment }, traces) => {
  const random = seededRandom(0xa55a01)
  return [...elementLies(commitment, traces, [0, 1, 2], random), ...scatteredLies(commitment, traces, 200, random)]
})
