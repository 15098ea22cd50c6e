import {
  type Address,
  getTypesForEIP712Domain,
  type Hex,
  isAddress,
  isAddressEqual,
  isHex,
  keccak256,
  type LocalAccount,
  numberToHex,
  parseTransaction,
  recoverTransactionAddress,
  serializeTransaction,
  serializeTypedData,
  type TransactionSerializable,
  type TransactionSerialized,
  type TypedDataDefinition,
  toHex,
} from 'viem'
import { toAccount } from 'viem/accounts'
import { askSigner } from './askSigner.ts'
import { RemoteSignerAccounts, RemoteSignerAltered } from './errors.ts'

export interface RemoteSignerOptions {
  readonly url: string
  /** Which of its accounts; needed where it has several. */
  readonly address?: Address | undefined
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 15_000

/** A signer says a transaction's signed form directly (web3signer) or beside its parts (Clef). */
const rawOf = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null && 'raw' in answer ? answer.raw : answer

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? item.toString() : item))

/**
 * An account whose key is elsewhere: a signer that speaks `eth_accounts`, `eth_signTransaction`, `eth_sign` and
 * `eth_signTypedData`, as web3signer does. What it returns is compared with what was asked for before anybody sees it.
 * @throws RemoteSignerUnreachable, RemoteSignerRefused, RemoteSignerAccounts
 */
export const remoteSigner = async (options: RemoteSignerOptions): Promise<LocalAccount> => {
  const ask = (method: string, params: readonly unknown[]) =>
    askSigner(options.url, method, params, options.timeoutMs ?? TIMEOUT_MS)
  const known = ((await ask('eth_accounts', [])) as unknown[]).filter(
    (each): each is Address => typeof each === 'string' && isAddress(each, { strict: false }),
  )
  const { address: wanted } = options
  const address = wanted === undefined ? known[0] : known.find((each) => isAddressEqual(each, wanted))
  if (address === undefined || (wanted === undefined && known.length > 1))
    throw new RemoteSignerAccounts(options.url, known, wanted)

  return toAccount({
    address,
    signTransaction: async (transaction) => {
      const {
        to,
        data,
        value = 0n,
        nonce = 0,
        gas = 0n,
        chainId,
      } = transaction as TransactionSerializable & {
        to?: Address
        data?: Hex
      }
      const { maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = transaction as { [fee: string]: bigint | undefined }
      const asked = {
        from: address,
        ...(to === undefined || to === null ? {} : { to }),
        gas: numberToHex(gas),
        maxFeePerGas: numberToHex(maxFeePerGas),
        maxPriorityFeePerGas: numberToHex(maxPriorityFeePerGas),
        nonce: numberToHex(nonce),
        value: numberToHex(value),
        data: data ?? '0x',
        chainId: numberToHex(chainId ?? 0),
        type: '0x2',
      }
      const signed = rawOf(await ask('eth_signTransaction', [asked]))
      if (!isHex(signed)) throw new RemoteSignerAltered(options.url, 'no signed transaction')
      await requireSame(options.url, address, transaction as TransactionSerializable, signed as TransactionSerialized)
      return signed
    },
    signMessage: async ({ message }) => {
      const bytes = typeof message === 'string' ? toHex(message) : toHex(message.raw as Hex)
      return (await ask('eth_sign', [address, bytes])) as Hex
    },
    signTypedData: async (data) => {
      const { domain, types, ...rest } = data as TypedDataDefinition
      const whole = { ...rest, domain, types: { EIP712Domain: getTypesForEIP712Domain({ domain }), ...types } }
      return (await ask('eth_signTypedData', [
        address,
        JSON.parse(serializeTypedData(whole as TypedDataDefinition)),
      ])) as Hex
    },
  })
}

/** Signed by our account, and nothing else than what was asked for. */
const requireSame = async (
  url: string,
  address: Address,
  asked: TransactionSerializable,
  signed: TransactionSerialized,
): Promise<void> => {
  const signer = await recoverTransactionAddress({
    serializedTransaction: signed as TransactionSerialized<'eip1559'>,
  }).catch(() => undefined)
  if (signer === undefined || !isAddressEqual(signer, address))
    throw new RemoteSignerAltered(url, `a transaction of ${signer ?? 'nobody'} instead of ${address}`)
  const { r: _r, s: _s, v: _v, yParity: _y, ...parts } = parseTransaction(signed) as Record<string, unknown>
  if (keccak256(serializeTransaction(parts as TransactionSerializable)) !== keccak256(serializeTransaction(asked)))
    throw new RemoteSignerAltered(url, `another transaction than asked for (${textOf(parts).slice(0, 300)})`)
}
