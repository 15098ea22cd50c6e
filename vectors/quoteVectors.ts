import { type Quote, quoteTypes } from '@assay/sdk'
import { encodeAbiParameters, getAddress, hashTypedData, parseAbiParameters } from 'viem'
import { columns } from './columns.ts'
import { random } from './random.ts'

const quoteParameters = parseAbiParameters([
  'Quote quote',
  'struct Quote { TaskTerms terms; address client; uint64 expiry; uint256 nonce; uint128 maxLoss; }',
  'struct TaskTerms { bytes32 modelId; bytes32 inputRoot; bytes32 inputDigest; address provider; uint32 acceptSec; uint32 submitSec; uint32 windowSec; address token; uint8 level; uint8 traceMode; uint128 price; uint128 lock; }',
])

/** Quotes (RULE Q-1), ABI-encoded, and the EIP-712 digests that their signers sign on several chains. Parallel arrays. */
export function quoteVectors(): Readonly<Record<string, unknown>> {
  const next = random(0x71)
  const hex = (bytes: number): `0x${string}` =>
    `0x${Array.from({ length: bytes }, () => next(0, 255).toString(16).padStart(2, '0')).join('')}`
  const address = () => getAddress(hex(20))
  const number = (bits: number) => {
    // the ends of the range as often as what lies between
    const kind = next(0, 3)
    if (kind === 0) return 0n
    if (kind === 1) return 2n ** BigInt(bits) - 1n
    return BigInt(hex(bits / 8))
  }
  const quote = (): Quote => ({
    terms: {
      modelId: hex(32),
      inputRoot: hex(32),
      inputDigest: hex(32),
      provider: address(),
      acceptSec: Number(number(32)),
      submitSec: Number(number(32)),
      windowSec: Number(number(32)),
      token: address(),
      level: next(0, 3),
      traceMode: next(0, 1),
      price: number(128),
      lock: number(128),
    },
    client: address(),
    expiry: number(64),
    nonce: number(256),
    maxLoss: number(128),
  })
  const rows = [1, 10, 8453, 31_337, 2 ** 31].flatMap((chainId) =>
    Array.from({ length: 6 }, () => {
      const verifyingContract = address()
      const message = quote()
      const domain = { name: 'Assay', version: '1', chainId, verifyingContract }
      return {
        chainId,
        verifyingContract,
        quote: encodeAbiParameters(quoteParameters, [message]),
        digest: hashTypedData({ domain, types: quoteTypes, primaryType: 'Quote', message }),
      }
    }),
  )
  return columns(rows)
}
