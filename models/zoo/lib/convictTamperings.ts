import { dtypes, elementCount, readElement } from '@assay/program'
import { type FetchStep, type ModelCommitment, type ResultClaim, type TraceCommitment, toHex } from '@assay/proof'
import { judgeClaim, serveStep, tamperTrace } from '@assay/proof/testing'
import { stepVerifierAbi } from '@assay/protocol'
import { type Address, encodeFunctionData, type PublicClient } from 'viem'
import { gasOfCall } from '../../../bench/gasMeter.ts'
import { random as seededRandom } from '../../digits/train/random.ts'

export interface Conviction {
  readonly node: number
  readonly element: number
  /** Gas of the verifier's execution, without intrinsic gas and calldata. */
  readonly execution: number
  readonly proof: Uint8Array
  /** What the liar committed to. */
  readonly liar: TraceCommitment
}

/**
 * Lies about one random element of a random node at a time, plays the watchtower against what the liar serves, and asks
 * the real StepVerifier. Odd ones change the element by one, even ones at will.
 * @returns one entry per conviction in which the EVM recomputed the honest element
 */
export async function convictTamperings(
  { client, stepVerifier }: { readonly client: PublicClient; readonly stepVerifier: Address },
  commitment: ModelCommitment,
  honest: TraceCommitment,
  count: number,
): Promise<Conviction[]> {
  const random = seededRandom(count)
  const convictions: Conviction[] = []
  for (let i = 0; i < count; i++) {
    // every node in turn, so that none is missed
    const node = i < commitment.program.nodes.length ? i : Math.floor(random() * commitment.program.nodes.length)
    const type = commitment.program.nodes[node]!
    const element = Math.floor(random() * elementCount(type.shape))
    const right = readElement(honest.tensors[node]!, type.dtype, element)
    const { min, max } = dtypes[type.dtype]
    const other = i % 2 === 1 ? (right < max ? right + 1 : right - 1) : min + Math.floor(random() * (max - min))
    const value = other === right ? (right < max ? right + 1 : right - 1) : other
    const liar = tamperTrace(commitment, honest, { what: 'element', node, element, value }, { downstream: 'kept' })
    const claim = { inputRoot: liar.inputRoot, nodesRoot: liar.nodesRoot, outputRoot: liar.outputRoot }
    const { step } = judgeClaim(commitment, honest, claim, (wanted: FetchStep) => serveStep(liar, wanted))
    if (step.kind !== 'prove') continue
    const call = {
      abi: stepVerifierAbi,
      functionName: 'verify',
      args: [{ modelId: toHex(commitment.modelId), ...roots(claim) }, toHex(step.proof)],
    } as const
    const fraud = await client.readContract({ address: stepVerifier, ...call })
    if (Number(fraud.recomputed) !== right || Number(fraud.committed) !== value) continue
    const execution = Number(await gasOfCall(client, stepVerifier, encodeFunctionData(call)))
    convictions.push({ node, element, execution, proof: step.proof, liar })
  }
  return convictions
}

const roots = ({ inputRoot, nodesRoot, outputRoot }: ResultClaim) => ({
  inputRoot: toHex(inputRoot),
  nodesRoot: toHex(nodesRoot),
  outputRoot: toHex(outputRoot),
})
