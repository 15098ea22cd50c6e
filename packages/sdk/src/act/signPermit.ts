import { type Address, type Hex, parseAbi, parseSignature } from 'viem'
import type { Chain } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { readCall } from '../read/readCall.ts'
import { readHead } from '../read/readHead.ts'

const permitAbi = parseAbi([
  'function nonces(address owner) view returns (uint256)',
  'function eip712Domain() view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)',
])

const types = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const

const VALID_SEC = 3600n

export interface Permit {
  readonly value: bigint
  /** Seconds since 1970. */
  readonly deadline: bigint
  readonly v: number
  readonly r: Hex
  readonly s: Hex
}

export interface PermitTerms {
  readonly token: Address
  readonly spender: Address
  readonly value: bigint
  /** Default: an hour after the chain's head. */
  readonly deadline?: bigint
}

/** Signs an EIP-2612 permit of the account: an allowance without a transaction of its own. */
export async function signPermit(chain: Chain, terms: PermitTerms): Promise<Permit> {
  const { token, spender, value } = terms
  const account = accountOf(chain)
  const call = { address: token, abi: permitAbi } as const
  const [nonce, [, name, version, chainId, verifyingContract], head] = await Promise.all([
    readCall(chain, { ...call, functionName: 'nonces', args: [account.address] }),
    readCall(chain, { ...call, functionName: 'eip712Domain' }),
    readHead(chain),
  ])
  const deadline = terms.deadline ?? head.timestamp + VALID_SEC
  const signature = await account.signTypedData({
    domain: { name, version, chainId, verifyingContract },
    types,
    primaryType: 'Permit',
    message: { owner: account.address, spender, value, nonce, deadline },
  })
  const { r, s, yParity } = parseSignature(signature)
  return { value, deadline, v: yParity + 27, r, s }
}
