/** EIP-712 types of a quote; contracts/libraries/QuoteHash.sol has the same. */
export const quoteTypes = {
  TaskTerms: [
    { name: 'modelId', type: 'bytes32' },
    { name: 'inputRoot', type: 'bytes32' },
    { name: 'inputDigest', type: 'bytes32' },
    { name: 'provider', type: 'address' },
    { name: 'acceptSec', type: 'uint32' },
    { name: 'submitSec', type: 'uint32' },
    { name: 'windowSec', type: 'uint32' },
    { name: 'token', type: 'address' },
    { name: 'level', type: 'uint8' },
    { name: 'traceMode', type: 'uint8' },
    { name: 'nonce', type: 'uint64' },
    { name: 'price', type: 'uint128' },
    { name: 'lock', type: 'uint128' },
  ],
  Quote: [
    { name: 'terms', type: 'TaskTerms' },
    { name: 'client', type: 'address' },
    { name: 'expiry', type: 'uint64' },
    { name: 'nonce', type: 'uint256' },
    { name: 'maxLoss', type: 'uint128' },
  ],
} as const
