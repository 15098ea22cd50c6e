import { FsBlockstore } from 'blockstore-fs'
import type { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { BlockAltered, RequestRefused } from './errors.ts'

const sameBytes = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

/** Blocks on disk, each checked against its CID whenever it is read: an altered file never passes as content. */
export class Blocks {
  readonly #files: FsBlockstore
  readonly #writing = new Map<string, Promise<CID>>()

  constructor(folder: string) {
    this.#files = new FsBlockstore(folder)
  }

  async open(): Promise<this> {
    await this.#files.open()
    return this
  }

  async has(cid: CID): Promise<boolean> {
    return this.#files.has(cid)
  }

  async read(cid: CID): Promise<Uint8Array> {
    // Kubo's words: clients recognise an absent block by them
    if (!(await this.has(cid)))
      throw new RequestRefused(500, `block was not found locally (offline): ipld: could not find ${cid}`)
    const chunks: Uint8Array[] = []
    for await (const chunk of this.#files.get(cid)) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    if (cid.multihash.code !== sha256.code)
      throw new RequestRefused(500, `${cid} is not a sha2-256 CID; only those are stored`)
    const { digest } = await sha256.digest(bytes)
    if (!sameBytes(digest, cid.multihash.digest)) throw new BlockAltered(cid.toString())
    return bytes
  }

  /** Generator form, as the UnixFS exporter wants it. */
  async *get(cid: CID): AsyncGenerator<Uint8Array> {
    yield await this.read(cid)
  }

  async put(cid: CID, bytes: Uint8Array): Promise<CID> {
    const key = cid.toString()
    const writing = this.#writing.get(key) ?? this.#write(cid, bytes).finally(() => this.#writing.delete(key))
    this.#writing.set(key, writing)
    return writing
  }

  async #write(cid: CID, bytes: Uint8Array): Promise<CID> {
    const stored = (await this.has(cid)) ? await this.read(cid).catch(() => undefined) : undefined
    if (stored !== undefined) return cid
    return this.#files.put(cid, bytes)
  }
}
