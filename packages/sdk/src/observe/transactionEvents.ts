import { ContractRevert } from '@assay/protocol'
import type { TransactionReceipt } from 'viem'
import type { Chain } from '../Assay.ts'

/** Reports the steps of one transaction, and its end once. */
export interface TransactionEvents {
  sent(): void
  replaced(): void
  mined(receipt: TransactionReceipt): void
  /** It was given up; nothing is reported if its receipt was, which says more. */
  givenUp(error: unknown): void
}

export function transactionEvents({ observer }: Pick<Chain, 'observer'>, label: string): TransactionEvents {
  let ended = false
  return {
    sent: () => observer?.onTransaction?.({ kind: 'sent', label }),
    replaced: () => observer?.onTransaction?.({ kind: 'replaced', label }),
    mined: ({ status, gasUsed, effectiveGasPrice }) => {
      ended = true
      const kind = status === 'success' ? 'mined' : 'reverted'
      observer?.onTransaction?.({ kind, label, gasUsed, fee: gasUsed * effectiveGasPrice })
    },
    givenUp: (error) => {
      if (ended) return
      ended = true
      observer?.onTransaction?.({ kind: error instanceof ContractRevert ? 'refused' : 'failed', label })
    },
  }
}
