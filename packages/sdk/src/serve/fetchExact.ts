import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { BundleMissing, BundleUnreachable, BundleWrongSize, EndpointNotAllowed } from '../errors.ts'
import { checkedLookup } from './checkedLookup.ts'
import { isPrivateAddress } from './isPrivateAddress.ts'

export interface FetchOptions {
  /** Whether addresses of local networks may be asked; endpoints are strangers' words. */
  readonly allowPrivate: boolean
  /** For the whole answer. */
  readonly timeoutMs: number
}

/**
 * GETs exactly `bytes` bytes from a stranger's server. Redirects are not followed, reading stops at the first byte too many,
 * and the whole answer has to come within the timeout.
 */
export function fetchExact(url: string, bytes: number, { allowPrivate, timeoutMs }: FetchOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const { protocol, hostname } = new URL(url)
    const host = hostname.replace(/^\[|\]$/g, '')
    if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) {
      throw new EndpointNotAllowed(url, `${host} is a private address`)
    }
    const request = (protocol === 'https:' ? https : http).get(url, {
      // own connections: a pooled one might have been opened where private addresses were allowed
      agent: false,
      headers: { accept: 'application/octet-stream', 'accept-encoding': 'identity' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(allowPrivate ? {} : { lookup: checkedLookup }),
    })
    const fail = (error: Error) => {
      request.destroy()
      if (error instanceof EndpointNotAllowed || error instanceof BundleWrongSize) reject(error)
      else if (error.name === 'AbortError')
        reject(new BundleUnreachable(url, `not whole within ${timeoutMs} ms`, error))
      else reject(new BundleUnreachable(url, (error as NodeJS.ErrnoException).code ?? error.message, error))
    }
    request.on('error', fail)
    request.on('response', (response) => {
      response.on('error', fail)
      if (response.statusCode !== 200) {
        request.destroy()
        return reject(new BundleMissing(url, response.statusCode ?? 0))
      }
      const chunks: Uint8Array[] = []
      let length = 0
      response.on('data', (chunk: Uint8Array) => {
        length += chunk.length
        if (length > bytes) return fail(new BundleWrongSize(url, bytes, length))
        chunks.push(chunk)
      })
      response.on('end', () => {
        if (length === bytes) resolve(new Uint8Array(Buffer.concat(chunks)))
        else fail(new BundleWrongSize(url, bytes, length))
      })
    })
  })
}
