import { checkBlockSize } from './checkBlockSize.ts'
import { checkContent } from './checkContent.ts'
import { cidOf } from './cidOf.ts'
import { digestOf } from './digestOf.ts'
import { ContentNotFound, ContentTooLarge, StoreRefused, StoreUnreachable } from './errors.ts'
import { readLimited } from './readLimited.ts'
import { type Digest, maxBlockBytes, type Store } from './Store.ts'
import { withinTime } from './withinTime.ts'

const MAX_MESSAGE_BYTES = 64 * 1024

/**
 * A store behind a Kubo RPC endpoint: ours, a Kubo node, or a pinning service that speaks it.
 * Plain fetch instead of `kubo-rpc-client`, whose `block.get` buffers a reply of any length and ignores its timeout;
 * server/server.test.ts shows that both understand our server.
 */
export function kuboStore(address: string, options: { readonly timeoutMs: number }): Store {
  const url = address.replace(/\/+$/, '')

  /** `read` runs under the same timeout: a body that never ends is as bad as a silent server. */
  async function call<T>(command: string, read: (response: Response) => Promise<T>, body?: FormData): Promise<T> {
    const ask = async (signal: AbortSignal) => {
      const response = await fetch(`${url}/api/v0/${command}`, {
        method: 'POST',
        signal,
        redirect: 'error',
        ...(body === undefined ? {} : { body }),
      })
      return read(response)
    }
    try {
      return await withinTime(options.timeoutMs, ask)
    } catch (cause) {
      if (cause instanceof StoreRefused || cause instanceof ContentNotFound || cause instanceof ContentTooLarge)
        throw cause
      throw new StoreUnreachable(url, cause)
    }
  }

  async function refuse(response: Response, digest?: Digest): Promise<never> {
    const text = new TextDecoder().decode(await readLimited(response, MAX_MESSAGE_BYTES, 'An error message'))
    if (digest !== undefined && /not found|could not find/i.test(text)) throw new ContentNotFound(digest, url)
    throw new StoreRefused(url, response.status, messageIn(text))
  }

  return {
    url,
    put: async (bytes) => {
      checkBlockSize(bytes)
      const digest = digestOf(bytes)
      const body = new FormData()
      body.append('data', new Blob([new Uint8Array(bytes)]), 'data')
      const text = await call(
        'block/put?cid-codec=raw&mhtype=sha2-256&pin=true',
        async (response) =>
          new TextDecoder().decode(
            response.ok ? await readLimited(response, MAX_MESSAGE_BYTES, 'A reply') : await refuse(response),
          ),
        body,
      )
      const cid = cidOf(digest).toString()
      if (!text.includes(`"${cid}"`))
        throw new StoreRefused(url, 200, `it stored the block as ${messageIn(text)}, not as ${cid}`)
      return digest
    },
    get: async (digest, { maxBytes }) => {
      const bytes = await call(`block/get?arg=${cidOf(digest)}`, async (response) =>
        response.ok
          ? readLimited(response, Math.min(maxBytes, maxBlockBytes), `Content ${digest} from ${url}`)
          : refuse(response, digest),
      )
      return checkContent(bytes, digest, url)
    },
    has: async (digest) =>
      call(`block/stat?arg=${cidOf(digest)}&offline=true`, async (response) => {
        if (response.ok) return (await readLimited(response, MAX_MESSAGE_BYTES, 'A reply')).length > 0
        return refuse(response, digest)
      }).catch((error: unknown) => {
        if (error instanceof ContentNotFound) return false
        throw error
      }),
    close: async () => {},
  }
}

function messageIn(text: string): string {
  try {
    const { Message, Key } = JSON.parse(text) as { Message?: string; Key?: string }
    return Message ?? Key ?? text
  } catch {
    return text.slice(0, 200)
  }
}
