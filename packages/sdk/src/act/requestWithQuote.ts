import { optimisticVerifierAbi } from '@assay/protocol'
import { encodeAbiParameters, type Hex, parseAbiParameters } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import type { SignedQuote } from '../quote/Quote.ts'
import { readAllowance } from '../read/readAllowance.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'
import { requestedTask } from '../task/requestedTask.ts'
import { signPermit } from './signPermit.ts'

const permitParameters = parseAbiParameters('uint256 deadline, uint8 v, bytes32 r, bytes32 s')

/**
 * Turns a provider's quote into an accepted task, in one transaction; signs a permit where the allowance does not reach.
 * @param id names the intent: with a journal, the same id never pays twice
 */
export async function requestWithQuote(
  assay: Assay,
  { quote, signer, signature }: SignedQuote,
  id?: string,
): Promise<Sent & { readonly taskId: Hex }> {
  const address = assay.contracts.optimisticVerifier
  const { token, price } = quote.terms
  const permitFor = async () => {
    if ((await readAllowance(assay, token, accountOf(assay).address, address)) >= price) return '0x'
    const { deadline, v, r, s } = await signPermit(assay, { token, spender: address, value: price })
    return encodeAbiParameters(permitParameters, [deadline, v, r, s])
  }
  const sent = await sendCall(assay, {
    address,
    abi: optimisticVerifierAbi,
    functionName: 'requestWithQuote',
    args: [quote, signer, signature, await permitFor()],
    ...(id === undefined ? {} : { id }),
  })
  return { ...sent, taskId: requestedTask(assay, sent, id === undefined ? quote.terms : undefined) }
}
