import { getAddress } from 'viem'
import { random } from './random.ts'

/** What a client asks for, as the contracts' `TaskTerms`. */
export const TERMS_STRUCT =
  'struct TaskTerms { bytes32 modelId; bytes32 inputRoot; bytes32 inputDigest; address provider; uint32 acceptSec; uint32 submitSec; uint32 windowSec; address token; uint8 level; uint8 traceMode; uint64 nonce; uint128 price; uint128 lock; }'

/** Terms of any value, and whatever else stands in a request: numbers are the ends of their range as often as what lies between. */
export function randomTerms(seed: number) {
  const next = random(seed)
  const hex = (bytes: number): `0x${string}` =>
    `0x${Array.from({ length: bytes }, () => next(0, 255).toString(16).padStart(2, '0')).join('')}`
  const address = () => getAddress(hex(20))
  const number = (bits: number) => {
    const kind = next(0, 3)
    if (kind === 0) return 0n
    if (kind === 1) return 2n ** BigInt(bits) - 1n
    return BigInt(hex(bits / 8))
  }
  const terms = () => ({
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
    nonce: number(64),
    price: number(128),
    lock: number(128),
  })
  return { address, number, terms }
}
