import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { create } from 'kubo-rpc-client'
import { CID } from 'multiformats/cid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cidOf } from '../cidOf.ts'
import { digestOf } from '../digestOf.ts'
import { openStore } from '../openStore.ts'
import { type StoreServer, startStoreServer } from './index.ts'

const text = new TextEncoder()
let folder: string
let server: StoreServer
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'assay-server-'))
  server = await startStoreServer({ dir: folder })
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

describe('the RPC, driven by kubo-rpc-client', () => {
  it('stores blocks under the CID our digest gives', async () => {
    const kubo = create({ url: server.url })
    const bytes = text.encode('a block')
    const cid = await kubo.block.put(bytes, { format: 'raw', mhtype: 'sha2-256', version: 1 })
    expect(cid.toString()).toBe(cidOf(digestOf(bytes)).toString())
    expect(await kubo.block.get(cid)).toEqual(bytes)
    expect(await openStore(server.url).get(digestOf(bytes), { maxBytes: 100 })).toEqual(bytes)
    expect((await kubo.block.stat(cid)).size).toBe(bytes.length)
  })

  it('adds files under the CIDs a Kubo node gives', async () => {
    const kubo = create({ url: server.url })
    const hello = await kubo.add('hello world\n', { cidVersion: 0 })
    expect(hello.cid.toString(), 'the CID every IPFS tutorial shows').toBe(
      'QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o',
    )
    const large = new Uint8Array(700_000).map((_, i) => i % 251)
    const { cid } = await kubo.add(large, { cidVersion: 1 })
    const chunks: Uint8Array[] = []
    for await (const chunk of kubo.cat(cid)) chunks.push(chunk)
    expect(Buffer.concat(chunks).equals(large)).toBe(true)
    const part: Uint8Array[] = []
    for await (const chunk of kubo.cat(cid, { offset: 300_000, length: 10 })) part.push(chunk)
    expect(new Uint8Array(Buffer.concat(part))).toEqual(large.slice(300_000, 300_010))
  })

  it('pins, lists and unpins', async () => {
    const kubo = create({ url: server.url })
    const { cid } = await kubo.add('pinned', { pin: true })
    const listed: string[] = []
    for await (const pin of kubo.pin.ls()) listed.push(pin.cid.toString())
    expect(listed).toContain(cid.toString())
    await kubo.pin.rm(cid)
    await expect(kubo.pin.rm(cid)).rejects.toThrow('not pinned')
    await kubo.pin.add(cid)
    const absent = cidOf(digestOf(text.encode('never stored')))
    await expect(kubo.pin.add(CID.parse(absent.toString()))).rejects.toThrow('could not find')
  })

  it('keeps blocks and pins over a restart', async () => {
    const dir = path.join(folder, 'restarted')
    const first = await startStoreServer({ dir })
    const digest = await openStore(first.url).put(text.encode('kept'))
    await first.close()
    const second = await startStoreServer({ dir })
    expect(await openStore(second.url).get(digest, { maxBytes: 10 })).toEqual(text.encode('kept'))
    await second.close()
  })

  it('refuses browsers, other methods, unknown commands and bad CIDs', async () => {
    const post = (command: string, headers: Record<string, string> = {}) =>
      fetch(`${server.url}/api/v0/${command}`, { method: 'POST', headers })
    expect((await post('version', { origin: 'https://evil.example' })).status).toBe(403)
    expect((await fetch(`${server.url}/api/v0/version`)).status).toBe(405)
    expect((await post('shutdown')).status).toBe(404)
    expect((await post('constructor')).status, 'no command from the prototype').toBe(404)
    expect((await post('block/get?arg=nonsense')).status).toBe(400)
    expect((await post('block/put')).status, 'no multipart body').toBe(500)
    expect((await post('version')).status).toBe(200)
  })
})

describe('the gateway', () => {
  it('serves files, folders and raw blocks, marked as never changing', async () => {
    const kubo = create({ url: server.url })
    const { cid } = await kubo.add({ path: 'a.txt', content: 'alpha' }, { wrapWithDirectory: true, cidVersion: 1 })
    expect(await (await fetch(`${server.gatewayUrl}/ipfs/${cid}`)).json()).toEqual(['a.txt'])
    const file = await fetch(`${server.gatewayUrl}/ipfs/${cid}/a.txt`)
    expect(await file.text()).toBe('alpha')
    expect(file.headers.get('cache-control')).toContain('immutable')
    const digest = await openStore(server.url).put(text.encode('raw block'))
    const raw = await fetch(`${server.gatewayUrl}/ipfs/${cidOf(digest)}?format=raw`)
    expect(await raw.text()).toBe('raw block')
  })

  it('answers what it cannot serve with an error that is not cached', async () => {
    const absent = await fetch(`${server.gatewayUrl}/ipfs/${cidOf(digestOf(text.encode('absent')))}`)
    expect(absent.status).toBe(404)
    expect(absent.headers.get('cache-control')).toBeNull()
    expect((await fetch(`${server.gatewayUrl}/other`)).status).toBe(404)
    expect((await fetch(`${server.gatewayUrl}/ipfs/x`, { method: 'POST' })).status).toBe(405)
  })
})
