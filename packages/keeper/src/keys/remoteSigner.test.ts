import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Hex, hexToBigInt, hexToNumber, parseTransaction, verifyTypedData } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterEach, describe, expect, test } from 'vitest'
import { endlessServer } from '../../../../test/support/endlessServer.ts'
import { RemoteSignerAccounts, RemoteSignerAltered, RemoteSignerRefused, RemoteSignerUnreachable } from './errors.ts'
import { remoteSigner } from './remoteSigner.ts'

const own = privateKeyToAccount(generatePrivateKey())
const stranger = privateKeyToAccount(generatePrivateKey())
const servers: Server[] = []
let headers: (string | undefined)[] = []

interface Asked {
  readonly method: string
  // biome-ignore lint/suspicious/noExplicitAny: the parameters of several methods
  readonly params: readonly any[]
}

/** A signer as web3signer is: it holds `keys` and signs whatever it is asked to, after `change`. */
const signer = async (keys = [own], change: (asked: Asked) => unknown = () => undefined): Promise<string> => {
  const sign = async ({ method, params }: Asked): Promise<unknown> => {
    if (method === 'eth_accounts') return keys.map(({ address }) => address)
    if (method === 'eth_signTypedData') {
      const [, { domain, ...data }] = params
      expect(data.types.EIP712Domain, 'what a signer has to know of the domain').toHaveLength(2)
      return keys[0]!.signTypedData({ ...data, domain: { ...domain, chainId: BigInt(domain.chainId) } })
    }
    const [{ from: _from, type: _type, ...asked }] = params
    return keys[0]!.signTransaction({
      ...asked,
      type: 'eip1559',
      chainId: hexToNumber(asked.chainId),
      nonce: hexToNumber(asked.nonce),
      ...Object.fromEntries(
        ['gas', 'value', 'maxFeePerGas', 'maxPriorityFeePerGas'].map((name) => [name, hexToBigInt(asked[name] as Hex)]),
      ),
    })
  }
  const server = createServer(async (request, response) => {
    headers.push(request.headers.authorization)
    const parts: Uint8Array[] = []
    for await (const part of request) parts.push(part)
    const asked = JSON.parse(Buffer.concat(parts).toString()) as Asked
    const answer = change(asked) ?? { result: await sign(asked) }
    response.end(typeof answer === 'string' ? answer : JSON.stringify({ jsonrpc: '2.0', id: 1, ...(answer as object) }))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
afterEach(async () => {
  headers = []
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

const transaction = {
  type: 'eip1559',
  chainId: 31337,
  nonce: 7,
  to: stranger.address,
  data: '0x1234',
  value: 5n,
  gas: 50_000n,
  maxFeePerGas: 9n,
  maxPriorityFeePerGas: 2n,
} as const

describe('a remote signer', () => {
  test('signs what was asked for, and nothing else is taken from it', async () => {
    const account = await remoteSigner({ url: await signer() })
    expect(account.address).toBe(own.address)
    expect(await account.signTransaction(transaction)).toBe(await own.signTransaction(transaction))
    const create = { ...transaction, to: undefined, value: 0n, nonce: 0 }
    expect(parseTransaction(await account.signTransaction(create))).toMatchObject({ data: '0x1234' })
  })

  test('may answer as Clef does', async () => {
    const raw = await own.signTransaction(transaction)
    const url = await signer([own], ({ method }) =>
      method === 'eth_signTransaction' ? { result: { raw, tx: {} } } : undefined,
    )
    expect(await (await remoteSigner({ url })).signTransaction(transaction)).toBe(raw)
  })

  test('signs typed data', async () => {
    const account = await remoteSigner({ url: await signer() })
    const data = {
      domain: { name: 'x', chainId: 1n },
      types: { Permit: [{ name: 'value', type: 'uint256' }] },
      primaryType: 'Permit',
      message: { value: 2n ** 200n },
    } as const
    expect(await verifyTypedData({ ...data, address: own.address, signature: await account.signTypedData(data) })).toBe(
      true,
    )
  })

  test.each([
    ['by another key', async () => stranger.signTransaction(transaction)],
    ['with a larger value', async () => own.signTransaction({ ...transaction, value: 6n })],
    ['to somebody else', async () => own.signTransaction({ ...transaction, to: own.address })],
    ['for another chain', async () => own.signTransaction({ ...transaction, chainId: 1 })],
    ['of another nonce', async () => own.signTransaction({ ...transaction, nonce: 8 })],
    ['that is none', async () => '0x1234' as const],
    ['that is no text', async () => 7],
  ])('that returns a transaction %s is not believed', async (_what, make) => {
    const made = await make()
    const url = await signer([own], ({ method }) => (method === 'eth_signTransaction' ? { result: made } : undefined))
    const account = await remoteSigner({ url })
    await expect(account.signTransaction(transaction)).rejects.toThrow(RemoteSignerAltered)
  })

  test('with several accounts, or without ours, says which it has', async () => {
    const url = await signer([own, stranger])
    await expect(remoteSigner({ url })).rejects.toThrow(RemoteSignerAccounts)
    await expect(remoteSigner({ url })).rejects.toThrow(stranger.address)
    expect((await remoteSigner({ url, address: stranger.address })).address).toBe(stranger.address)
    await expect(remoteSigner({ url: await signer([]) })).rejects.toThrow('no account')
    const missing = remoteSigner({ url: await signer([stranger]), address: own.address })
    await expect(missing).rejects.toThrow(`${own.address} is wanted`)
  })

  test('that is away, refuses or babbles is named, without the password of its address', async () => {
    const away = remoteSigner({ url: 'http://me:s3cret@127.0.0.1:9' }).catch((error: Error) => error)
    expect(await away).toBeInstanceOf(RemoteSignerUnreachable)
    expect(String(await away)).toContain('http://127.0.0.1:9')
    expect(String(await away)).not.toContain('s3cret')
    const url = await signer([own], ({ method }) =>
      method === 'eth_signTransaction' ? { error: { message: 'not allowed by the rules' } } : undefined,
    )
    const refused = (await remoteSigner({ url })).signTransaction(transaction)
    await expect(refused).rejects.toThrow(RemoteSignerRefused)
    await expect((await remoteSigner({ url })).signTransaction(transaction)).rejects.toThrow('not allowed by the rules')
    const babble = await signer([own], () => '<html>')
    await expect(remoteSigner({ url: babble })).rejects.toThrow(RemoteSignerUnreachable)
    const large = await signer([own], () => ({ result: 'x'.repeat(2 ** 20 + 1) }))
    await expect(remoteSigner({ url: large })).rejects.toThrow('at most 1048576 are allowed')
  })

  test('whose answer never ends is read to the first byte too many', async () => {
    const { server, url, sent } = await endlessServer()
    servers.push(server)
    const refused = await remoteSigner({ url }).catch((error: Error) => error)
    expect(refused).toBeInstanceOf(RemoteSignerRefused)
    expect(String(refused)).toContain('at most 1048576 are allowed')
    expect(sent(), 'what the sockets between hold, and no more').toBeLessThan(2 ** 25)
  })

  test('is told the user and the password of its address in a header', async () => {
    await remoteSigner({ url: (await signer()).replace('//', '//me:s3%40cret@') })
    expect(headers).toEqual([`Basic ${Buffer.from('me:s3@cret').toString('base64')}`])
  })
})
