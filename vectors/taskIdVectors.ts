import { encodeAbiParameters, keccak256, parseAbiParameters } from 'viem'
import { columns } from './columns.ts'
import { randomTerms, TERMS_STRUCT } from './randomTerms.ts'

const DIALS_STRUCT =
  'struct Dials { address stepVerifier; uint16 feeBps; uint16 lateBps; uint16 clientShareBps; uint16 bountyShareBps; uint16 reserveShareBps; }'
const termsParameters = parseAbiParameters(['TaskTerms terms', TERMS_STRUCT])
const dialsParameters = parseAbiParameters(['Dials dials', DIALS_STRUCT])
const requestParameters = parseAbiParameters([
  'uint256 chainId, address verifier, address client, TaskTerms terms, Dials dials',
  TERMS_STRUCT,
  DIALS_STRUCT,
])

/** Requests on several chains and the ids of their tasks (RULE T-7), written out here from the rule. Parallel arrays. */
export function taskIdVectors(): Readonly<Record<string, unknown>> {
  const { address, number, terms } = randomTerms(0x1d)
  const dials = () => ({
    stepVerifier: address(),
    feeBps: Number(number(16)),
    lateBps: Number(number(16)),
    clientShareBps: Number(number(16)),
    bountyShareBps: Number(number(16)),
    reserveShareBps: Number(number(16)),
  })
  const rows = [1, 10, 8453, 31_337, 2 ** 31].flatMap((chainId) =>
    Array.from({ length: 6 }, () => {
      const [verifier, client] = [address(), address()]
      const [asked, frozen] = [terms(), dials()]
      const request = encodeAbiParameters(requestParameters, [BigInt(chainId), verifier, client, asked, frozen])
      return {
        chainId,
        verifier,
        client,
        terms: encodeAbiParameters(termsParameters, [asked]),
        dials: encodeAbiParameters(dialsParameters, [frozen]),
        taskId: keccak256(request),
      }
    }),
  )
  return columns(rows)
}
