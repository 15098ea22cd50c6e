import { formatUnits } from 'viem'

const DOLLAR_DECIMALS = 6
const STAKE_DECIMALS = 18

export const dollars = (amount: bigint): string => `${formatUnits(amount, DOLLAR_DECIMALS)} USD`
export const stake = (amount: bigint): string => `${formatUnits(amount, STAKE_DECIMALS)} ASSAY`
