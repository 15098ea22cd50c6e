import { assuranceLevels, traceModes } from '@assay/protocol'
import { zeroAddress } from 'viem'
import type { Assay } from '../Assay.ts'
import type { TaskRequest } from '../act/requestTask.ts'
import { paymentTokenOf } from '../paymentTokenOf.ts'
import { nonceOf } from './nonceOf.ts'
import type { TaskTerms } from './TaskTerms.ts'

/** A request with its defaults filled in: any provider, the deployment's payment token, Exact, an eager trace, a nonce of its own. */
export function termsOf(assay: Assay, request: TaskRequest): TaskTerms {
  const { modelId, inputRoot, inputDigest, price, lock, acceptSec, submitSec, windowSec } = request
  return {
    ...{ modelId, inputRoot, inputDigest, price, lock, acceptSec, submitSec, windowSec },
    provider: request.provider ?? zeroAddress,
    token: paymentTokenOf(assay, request.token),
    level: assuranceLevels.indexOf(request.level ?? 'Exact'),
    traceMode: traceModes.indexOf(request.traceMode ?? 'Eager'),
    nonce: request.nonce ?? nonceOf(request.id),
  }
}
