/** What a fraud proof says is wrong; twin of contracts/types/Fraud.sol. */
export type ClaimKind = 'WrongElement' | 'WrongOutput' | 'WrongPadding'

/** First byte of a proof. */
export const claimCodes: Readonly<Record<ClaimKind, number>> = { WrongElement: 1, WrongOutput: 2, WrongPadding: 3 }
