import { type Hex, keccak256, type LocalAccount, TransactionNotFoundError } from 'viem'
import type { Chain } from '../Assay.ts'
import { asAssayError } from '../asAssayError.ts'
import { NativeBalanceTooLow, NonceContested } from '../errors.ts'
import { askNode } from '../read/askNode.ts'
import type { NonceLane } from './NonceLane.ts'
import { sendErrorKind } from './sendErrorKind.ts'
import { type Signable, signTransaction } from './signTransaction.ts'
import type { Broadcast } from './TransactionRequest.ts'

const MAX_TRIES = 10

/** Whether the node has the transaction, mined or waiting. */
const isKnown = (chain: Chain, signed: Hex): Promise<boolean> =>
  chain.publicClient.getTransaction({ hash: keccak256(signed) }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof TransactionNotFoundError) return false
      throw asAssayError(chain.rpcUrl, error)
    },
  )

/** Signs with the first nonce nobody has used, from `nonce` on, remembers it, and hands it to the node. */
export async function broadcast(
  chain: Chain,
  account: LocalAccount,
  { request, gas: firstGas, fees: firstFees }: Signable,
  nonce: number,
  lane: NonceLane,
): Promise<Broadcast> {
  const ceiling = chain.sending.maxFeePerGas
  let at = nonce
  let gas = firstGas
  let fees = firstFees
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const signed = await signTransaction(chain, account, { request, gas, fees }, at)
    // The node's count is old, or a reorganisation undid the earlier one. Made different, this one is refused or takes its place.
    if (lane.repeats(keccak256(signed))) {
      gas -= 1n
      continue
    }
    if (request.id !== undefined) {
      await chain.journal?.record({ id: request.id, chainId: chain.chainId, nonce: at, signed: [signed] })
    }
    try {
      await chain.publicClient.sendRawTransaction({ serializedTransaction: signed })
      return { nonce: at, signed: [signed] }
    } catch (error) {
      const kind = sendErrorKind(error)
      if (kind === 'known') return { nonce: at, signed: [signed] }
      if (kind === 'no-funds') {
        const balance = await askNode(chain, (client) => client.getBalance({ address: account.address }))
        const needed = gas * fees.maxFeePerGas + (request.value ?? 0n)
        throw new NativeBalanceTooLow(account.address, balance, needed, error)
      }
      // the base fee has outrun the estimate
      if (kind === 'fee-too-low' && (ceiling === undefined || fees.maxFeePerGas < ceiling)) {
        const doubled = fees.maxFeePerGas * 2n
        fees = { ...fees, maxFeePerGas: ceiling !== undefined && doubled > ceiling ? ceiling : doubled }
        continue
      }
      if (kind !== 'nonce-used' && kind !== 'underpriced') throw asAssayError(chain.rpcUrl, error)
      // an answer may have been lost on the way and the sending repeated by a proxy: then this very transaction took the nonce
      if (await isKnown(chain, signed)) return { nonce: at, signed: [signed] }
      // somebody else sends with this key: the next nonce that is free
      const pending = await askNode(chain, (client) =>
        client.getTransactionCount({ address: account.address, blockTag: 'pending' }),
      )
      at = lane.freeFrom(Math.max(pending, at + 1))
    }
  }
  throw new NonceContested(request.label, account.address, MAX_TRIES)
}
