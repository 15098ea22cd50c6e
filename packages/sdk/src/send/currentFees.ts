import type { Chain } from '../Assay.ts'
import { askNode } from '../read/askNode.ts'
import { recently } from '../recently.ts'
import type { Fees } from './Fees.ts'

/** Twice the base fee: enough for six full blocks in a row before it has to be raised. */
const BASE_FEE_HEADROOM = 2n

/** The base fee moves by an eighth a block, and the headroom is for that: transactions of the same moment share what was read. */
const FRESH_MS = 500

const readers = new WeakMap<Chain['publicClient'], () => Promise<Fees>>()

export function currentFees(chain: Chain): Promise<Fees> {
  const read = readers.get(chain.publicClient) ?? recently(() => readFees(chain), FRESH_MS)
  readers.set(chain.publicClient, read)
  return read()
}

async function readFees(chain: Chain): Promise<Fees> {
  const [block, maxPriorityFeePerGas] = await askNode(chain, (client) =>
    Promise.all([client.getBlock(), client.estimateMaxPriorityFeePerGas()]),
  )
  const ceiling = chain.sending.maxFeePerGas
  const wanted = (block.baseFeePerGas ?? 0n) * BASE_FEE_HEADROOM + maxPriorityFeePerGas
  const maxFeePerGas = ceiling !== undefined && wanted > ceiling ? ceiling : wanted
  return {
    maxFeePerGas,
    maxPriorityFeePerGas: maxPriorityFeePerGas < maxFeePerGas ? maxPriorityFeePerGas : maxFeePerGas,
  }
}
