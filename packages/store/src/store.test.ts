import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  ContentAltered,
  ContentNotFound,
  ContentTooLarge,
  cidOf,
  type Digest,
  DigestInvalid,
  digestOf,
  getParts,
  openStore,
  putParts,
  type Store,
  StoreAddressInvalid,
  StoreRefused,
  StoreUnreachable,
} from './index.ts'
import { PortInUse, type StoreServer, startStoreServer } from './server/index.ts'

const bytesOf = (length: number, seed = 1) =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 17 + (i >> 8)) & 0xff)

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
}

async function fileHolding(folder: string, bytes: Uint8Array): Promise<string> {
  for (const file of await filesUnder(folder)) if (Buffer.compare(await readFile(file), bytes) === 0) return file
  throw new TypeError('no file holds these bytes')
}

let folder: string
let server: StoreServer
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'assay-store-'))
  server = await startStoreServer({ dir: path.join(folder, 'server') })
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

describe.each(['file', 'server'] as const)('a %s store', (kind) => {
  let store: Store
  let blocks: string
  beforeEach(() => {
    blocks = kind === 'file' ? path.join(folder, 'files') : path.join(folder, 'server', 'blocks')
    store = openStore(kind === 'file' ? pathToFileURL(blocks).href : server.url)
  })

  it('gives back what was put, by the sha256 of it', async () => {
    const bytes = bytesOf(1000)
    const digest = await store.put(bytes)
    expect(digest).toBe(digestOf(bytes))
    expect(await store.get(digest, { maxBytes: 1000 })).toEqual(bytes)
    expect(await store.has(digest)).toBe(true)
  })

  it('holds the empty content', async () => {
    const digest = await store.put(new Uint8Array())
    expect(await store.get(digest, { maxBytes: 0 })).toEqual(new Uint8Array())
  })

  it('takes a block of exactly the largest size and refuses one byte more, naming both sizes', async () => {
    const largest = bytesOf(1 << 20)
    expect(digestOf(await store.get(await store.put(largest), { maxBytes: 1 << 20 }))).toBe(digestOf(largest))
    const error = await store.put(bytesOf((1 << 20) + 1)).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ContentTooLarge)
    expect(error).toMatchObject({ limit: 1 << 20, actual: (1 << 20) + 1, retryable: false })
  })

  it('says which content it does not have', async () => {
    const digest = digestOf(bytesOf(77, 99))
    expect(await store.has(digest)).toBe(false)
    const error = await store.get(digest, { maxBytes: 100 }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ContentNotFound)
    expect(error).toMatchObject({ digest })
  })

  it('refuses content longer than asked for', async () => {
    const digest = await store.put(bytesOf(5000))
    const error = await store.get(digest, { maxBytes: 4999 }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ContentTooLarge)
    expect(error).toMatchObject({ limit: 4999, actual: 5000 })
  })

  it.each(['flipped', 'truncated', 'extended'] as const)('never returns a %s block', async (how) => {
    const bytes = bytesOf(3000, how.length)
    const digest = await store.put(bytes)
    const file = await fileHolding(blocks, bytes)
    if (how === 'truncated') await truncate(file, 2999)
    else if (how === 'extended') await writeFile(file, Uint8Array.from([...bytes, 0]))
    else await writeFile(file, bytes.with(1500, (bytes[1500] ?? 0) ^ 1))
    const error = await store.get(digest, { maxBytes: 10_000 }).catch((caught: unknown) => caught)
    // the server notices by itself; a file store only on reading
    expect(error).toBeInstanceOf(kind === 'file' ? ContentAltered : StoreRefused)
    expect((error as Error).message).toMatch(kind === 'file' ? /instead of/ : /does not hash to its CID/)
    expect(await store.put(bytes), 'putting it again repairs it').toBe(digest)
    expect(await store.get(digest, { maxBytes: 3000 })).toEqual(bytes)
  })

  it('splits and joins content larger than a block', async () => {
    const bytes = bytesOf((2 << 20) + 5)
    const digests = await putParts(store, bytes)
    expect(digests).toHaveLength(3)
    expect(digestOf(await getParts(store, digests, { maxBytes: bytes.length }))).toBe(digestOf(bytes))
    await expect(getParts(store, digests, { maxBytes: bytes.length - 1 })).rejects.toBeInstanceOf(ContentTooLarge)
    expect(await putParts(store, new Uint8Array())).toHaveLength(1)
  })

  it('serves many writers and readers of the same and of different content', async () => {
    const contents = Array.from({ length: 40 }, (_, i) => bytesOf(20_000, i % 10))
    const digests = await Promise.all(contents.map((bytes) => store.put(bytes)))
    const read = await Promise.all(digests.map((digest) => store.get(digest, { maxBytes: 20_000 })))
    expect(read.map(digestOf)).toEqual(digests)
  })

  it('refuses what is no digest', async () => {
    for (const digest of ['0x12', `0x${'G'.repeat(64)}`, '../../etc/passwd'] as Digest[]) {
      await expect(store.get(digest, { maxBytes: 1 }), digest).rejects.toBeInstanceOf(DigestInvalid)
    }
  })
})

describe('a store that lies or fails', () => {
  const serve = async (handler: Parameters<typeof createServer>[1]) => {
    const liar = createServer(handler)
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve))
    const stop = () =>
      new Promise<void>((resolve) => {
        liar.close(() => resolve())
        liar.closeAllConnections()
      })
    return { url: `http://127.0.0.1:${(liar.address() as AddressInfo).port}`, stop }
  }
  const digest = digestOf(bytesOf(10))

  it('is caught when it serves other bytes, which are named by their hash', async () => {
    const other = bytesOf(10, 2)
    const liar = await serve((_request, response) => response.end(other))
    const error = await openStore(liar.url)
      .get(digest, { maxBytes: 10 })
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ContentAltered)
    expect(error).toMatchObject({ expected: digest, actual: digestOf(other), retryable: false })
    await liar.stop()
  })

  it('is not read past the limit, though it sends without end', async () => {
    let sent = 0
    const liar = await serve((_request, response) => {
      const push = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536
      }
      response.on('drain', push)
      push()
    })
    const error = await openStore(liar.url)
      .get(digest, { maxBytes: 1000 })
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ContentTooLarge)
    expect(sent, 'bytes the sender could push').toBeLessThan(16 << 20)
    await liar.stop()
  })

  it('is given up on after the timeout, also in the middle of a body', async () => {
    const liar = await serve((_request, response) => response.write('x'))
    const error = await openStore(liar.url, { timeoutMs: 300 })
      .get(digest, { maxBytes: 1000 })
      .catch((e: unknown) => e)
    expect(error).toBeInstanceOf(StoreUnreachable)
    expect(error).toMatchObject({ retryable: true, url: liar.url })
    await liar.stop()
  })

  it('is given up on even when memory is collected in between', async () => {
    const liar = await serve((_request, response) => response.write('x'))
    const collecting = setInterval(() => globalThis.gc?.(), 20)
    const error = await openStore(liar.url, { timeoutMs: 300 })
      .get(digest, { maxBytes: 1000 })
      .catch((e: unknown) => e)
    clearInterval(collecting)
    expect(globalThis.gc, 'vitest.config.ts exposes it').toBeTypeOf('function')
    expect(error).toBeInstanceOf(StoreUnreachable)
    await liar.stop()
  })

  it('is reported with its address when it is down', async () => {
    const gone = await serve((_request, response) => response.end())
    await gone.stop()
    const store = openStore(gone.url)
    for (const call of [
      () => store.get(digest, { maxBytes: 1 }),
      () => store.put(bytesOf(1)),
      () => store.has(digest),
    ]) {
      const error = await call().catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(StoreUnreachable)
      expect((error as Error).message).toContain(`${gone.url} did not answer (ECONNREFUSED)`)
    }
  })

  it('is refused when it stores something else than was put', async () => {
    const other = cidOf(digestOf(bytesOf(3)))
    const liar = await serve((request, response) => {
      request.resume()
      response.end(JSON.stringify({ Key: other.toString(), Size: 3 }))
    })
    await expect(openStore(liar.url).put(bytesOf(10))).rejects.toThrow(/stored the block as/)
    await liar.stop()
  })
})

describe('addresses and ports', () => {
  it('refuses an address of another kind', () => {
    for (const address of ['', 'localhost:5001', 'ftp://host'])
      expect(() => openStore(address)).toThrow(StoreAddressInvalid)
  })

  it('names the port that is in use, and leaves nothing running', async () => {
    const holder = createSocketServer()
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
    const { port } = holder.address() as AddressInfo
    const dir = path.join(folder, 'ports')
    await expect(startStoreServer({ dir, port })).rejects.toThrow(
      `Port ${port}, wanted by the content store, is in use`,
    )
    const error = await startStoreServer({ dir, gatewayPort: port }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(PortInUse)
    expect(error).toMatchObject({ port })
    await new Promise((resolve) => holder.close(resolve))
  })
})
