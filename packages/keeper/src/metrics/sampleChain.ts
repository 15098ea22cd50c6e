import { type AccountView, type Assay, type HeadView, readAccount, readHead, readToken } from '@assay/sdk'
import { type Address, formatEther, formatUnits } from 'viem'
import type { Metrics } from './createMetrics.ts'

const EVERY_MS = 10_000

export interface ChainSample {
  readonly head: HeadView
  readonly account: AccountView
  /** Wei that whoever signs has to pay gas with: an operator's key need not be the account it serves. */
  readonly native: bigint
  /** When it was taken, by the local clock. */
  readonly atMs: number
}

export interface ChainSampler {
  /** The last look that succeeded. */
  last(): ChainSample | undefined
  /** Seconds since 1970 by the chain's count, as far as the last look says. */
  now(): bigint | undefined
  close(): void
}

export interface SamplerOptions {
  readonly assay: Assay
  readonly account: Address
  readonly metrics: Pick<Metrics, 'chainHeadBlock' | 'chainHeadTimestamp' | 'walletBalance' | 'credits'> &
    Partial<Pick<Metrics<'inference'>, 'stake'>>
  readonly everyMs?: number
}

/** Looks at the chain's head and the account's money now and every ten seconds. A look that fails leaves what the last one saw. */
export const sampleChain = async ({
  assay,
  account,
  metrics,
  everyMs = EVERY_MS,
}: SamplerOptions): Promise<ChainSampler> => {
  let last: ChainSample | undefined
  let closed = false
  let timer: NodeJS.Timeout | undefined
  const { assayToken, paymentToken } = assay.contracts
  const decimalsOf = (token: Address) => readToken(assay, token).then(({ decimals }) => decimals)
  let decimals: { readonly stake: number; readonly payment: number } | undefined

  const look = async () => {
    decimals ??= {
      stake: await decimalsOf(assayToken),
      payment: paymentToken === undefined ? 0 : await decimalsOf(paymentToken),
    }
    const signer = assay.account?.address ?? account
    const [head, view, native] = await Promise.all([
      readHead(assay),
      readAccount(assay, account),
      assay.publicClient.getBalance({ address: signer }),
    ])
    last = { head, account: view, native, atMs: Date.now() }
    metrics.chainHeadBlock.set(Number(head.number))
    metrics.chainHeadTimestamp.set(Number(head.timestamp))
    metrics.walletBalance.set(Number(formatEther(native)))
    const inTokens = (amount: bigint, places: number) => Number(formatUnits(amount, places))
    for (const state of ['free', 'locked', 'unbonding'] as const)
      metrics.stake?.set(inTokens(view[state], decimals.stake), { state })
    metrics.credits.set(inTokens(view.stakeCredit, decimals.stake), { token: 'stake' })
    metrics.credits.set(inTokens(view.paymentCredit, decimals.payment), { token: 'payment' })
  }
  // The follower reports a node that is away: here it only means that values stay as they are.
  const lookOn = async () => {
    await look().catch(() => undefined)
    if (!closed) timer = setTimeout(lookOn, everyMs).unref()
  }
  await lookOn()
  return {
    last: () => last,
    now: () =>
      last === undefined ? undefined : last.head.timestamp + BigInt(Math.floor((Date.now() - last.atMs) / 1_000)),
    close: () => {
      closed = true
      clearTimeout(timer)
    },
  }
}
