import { optimisticVerifierAbi, timelockAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Chain } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'

/** Gives the deployer's verifier to the timelock, which takes it at once, or offers it to another owner, who has to accept. */
export async function handOver(
  chain: Chain,
  verifier: Address,
  to: { readonly timelock: Address | undefined; readonly owner: Address | undefined },
): Promise<void> {
  const next = to.timelock ?? to.owner
  if (next === undefined) return
  await sendCall(chain, {
    address: verifier,
    abi: optimisticVerifierAbi,
    functionName: 'transferOwnership',
    args: [next],
  })
  if (to.timelock === undefined) return
  await sendCall(chain, { address: to.timelock, abi: timelockAbi, functionName: 'accept', args: [verifier] })
}
