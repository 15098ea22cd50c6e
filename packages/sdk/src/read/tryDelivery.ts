import { toHex } from '@assay/proof'
import { decodeRevert, resultDeliveryAbi } from '@assay/protocol'
import { encodeFunctionData, type Hex, numberToHex, parseAbi, size } from 'viem'
import type { Assay } from '../Assay.ts'
import { askNode } from './askNode.ts'
import type { CallbackView } from './readDelivery.ts'

export type DeliveryTrial = { readonly delivered: true } | { readonly delivered: false; readonly why: string }

const consumerAbi = parseAbi(['function onResult(bytes32 taskId, bytes output)'])
/** What a contract may be created from (EIP-3860). */
const MAX_INIT_BYTES = 49_152
/** A stranger's words in our logs. */
const SHOWN = 200

/**
 * Code that runs in a call and is never deployed: calls `deliver` as any account's transaction would, then returns the word `delivered` of
 * `callbackOf`. Reverts as `deliver` does. So a consumer sees the caller, the origin and the gas of the real thing.
 */
function probe(resultDelivery: Hex, deliver: Hex, callbackOf: Hex): Hex {
  const address = resultDelivery.slice(2)
  const hex = (value: number, bytes: number) => numberToHex(value, { size: bytes }).slice(2)
  const codeBytes = 95
  const [first, second] = [size(deliver), size(callbackOf)]
  return `0x${[
    // copy the first payload to memory, call with it
    `62${hex(first, 3)}62${hex(codeBytes, 3)}5f39`,
    `5f5f62${hex(first, 3)}5f5f73${address}5af1`,
    // if it reverted: revert with the same
    `6033573d5f5f3e3d5ffd5b`,
    // copy the second payload, ask, return the third word
    `60${hex(second, 1)}62${hex(codeBytes + first, 3)}5f39`,
    `60c05f60${hex(second, 1)}5f73${address}5afa50`,
    '60206040f3',
  ].join('')}${deliver.slice(2)}${callbackOf.slice(2)}`
}

/** Why a consumer does not take an output, as far as it says. */
async function reasonOf(assay: Assay, taskId: Hex, callback: CallbackView, output: Hex): Promise<string> {
  const { consumer, gasLimit } = callback
  const data = encodeFunctionData({ abi: consumerAbi, functionName: 'onResult', args: [taskId, output] })
  // the limit is the consumer's own; a call's gas bears the intrinsic cost as well
  const gas = BigInt(gasLimit) + 21_000n + 40n * BigInt(size(data))
  const call = { account: assay.contracts.resultDelivery, to: consumer, data, gas }
  const failure: unknown = await assay.publicClient.call(call).then(
    () => undefined,
    (error) => error,
  )
  if (failure === undefined)
    return `it takes it when asked alone: it needs more than ${gasLimit} gas, or tells callers apart`
  const revert = decodeRevert(failure)
  if (revert === undefined) return `it runs out of its ${gasLimit} gas, or does what no contract may`
  if (revert.errorName === 'EmptyRevert') return 'it reverts without saying why'
  if (revert.errorName === 'Error') return `it reverts: ${revert.message.slice(0, SHOWN)}`
  const given = Object.values(revert.args).map(String)
  return `it reverts with ${`${revert.errorName}(${given.join(', ')})`.slice(0, SHOWN)}`
}

/**
 * Whether bringing a final output to its consumer now would succeed, and if not, why. No transaction is sent.
 * Throws ContractRevert where `deliver` itself would: not final, delivered already, another output.
 */
export async function tryDelivery(
  assay: Assay,
  taskId: Hex,
  callback: CallbackView,
  output: Uint8Array,
): Promise<DeliveryTrial> {
  const delivery = { abi: resultDeliveryAbi } as const
  const bytes = toHex(output)
  const data = probe(
    assay.contracts.resultDelivery,
    encodeFunctionData({ ...delivery, functionName: 'deliver', args: [taskId, bytes] }),
    encodeFunctionData({ ...delivery, functionName: 'callbackOf', args: [taskId] }),
  )
  if (size(data) > MAX_INIT_BYTES) {
    return {
      delivered: false,
      why: `an output of ${output.length} bytes is too long to be tried: the call would take ${size(data)}, at most ${MAX_INIT_BYTES}`,
    }
  }
  const account = assay.account?.address
  const answer = await askNode(assay, (client) => client.call({ data, ...(account === undefined ? {} : { account }) }))
  if (BigInt(answer.data ?? '0x0') === 1n) return { delivered: true }
  return { delivered: false, why: await reasonOf(assay, taskId, callback, bytes) }
}
