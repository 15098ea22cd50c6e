import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Hex, hexToBigInt, hexToNumber } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

export interface RemoteSignerServer {
  readonly url: string
  /** What it says instead of signing; undefined: it signs. */
  refusal: string | undefined
  /** The `authorization` headers that it was sent. */
  readonly logins: Set<string>
  stop(): Promise<void>
}

interface Asked {
  readonly id: unknown
  readonly method: string
  readonly params: readonly Readonly<Record<string, string>>[]
}

const NUMBERS = ['gas', 'value', 'maxFeePerGas', 'maxPriorityFeePerGas'] as const

/** A signer for one key, as web3signer is one. */
export const remoteSignerServer = async (key: Hex): Promise<RemoteSignerServer> => {
  const account = privateKeyToAccount(key)
  const sign = ({ params: [asked = {}] }: Asked) => {
    const { from: _from, type: _type, ...transaction } = asked
    return account.signTransaction({
      ...transaction,
      type: 'eip1559',
      chainId: hexToNumber(asked.chainId as Hex),
      nonce: hexToNumber(asked.nonce as Hex),
      ...Object.fromEntries(NUMBERS.map((name) => [name, hexToBigInt(asked[name] as Hex)])),
    })
  }
  const server = createServer(async (request, response) => {
    signer.logins.add(request.headers.authorization ?? '')
    const parts: Uint8Array[] = []
    for await (const part of request) parts.push(part)
    const asked = JSON.parse(Buffer.concat(parts).toString()) as Asked
    const answer =
      asked.method === 'eth_accounts'
        ? { result: [account.address] }
        : signer.refusal === undefined
          ? { result: await sign(asked) }
          : { error: { code: -32_000, message: signer.refusal } }
    response.end(JSON.stringify({ jsonrpc: '2.0', id: asked.id, ...answer }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const signer: RemoteSignerServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refusal: undefined,
    logins: new Set(),
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return signer
}
