import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { BundleUnreachable, BundleWrongSize, EndpointNotAllowed } from '../errors.ts'
import { checkedLookup } from './checkedLookup.ts'
import type { FetchOptions } from './fetchExact.ts'
import { isPrivateAddress } from './isPrivateAddress.ts'

export type { FetchOptions } from './fetchExact.ts'

const MAX_ANSWER_BYTES = 16_384

/** POSTs JSON to a stranger's server and reads a short JSON answer, under the rules of `fetchExact`. */
export function postJson(
  url: string,
  body: unknown,
  { allowPrivate, timeoutMs }: FetchOptions,
): Promise<{ readonly status: number; readonly json: unknown }> {
  return new Promise((resolve, reject) => {
    const { protocol, hostname } = new URL(url)
    const host = hostname.replace(/^\[|\]$/g, '')
    if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) {
      throw new EndpointNotAllowed(url, `${host} is a private address`)
    }
    const request = (protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      agent: false,
      headers: { accept: 'application/json', 'content-type': 'application/json', 'accept-encoding': 'identity' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(allowPrivate ? {} : { lookup: checkedLookup }),
    })
    const fail = (error: Error) => {
      request.destroy()
      const known = error instanceof EndpointNotAllowed || error instanceof BundleWrongSize
      reject(known ? error : new BundleUnreachable(url, (error as NodeJS.ErrnoException).code ?? error.message, error))
    }
    request.on('error', fail)
    request.on('response', (response) => {
      response.on('error', fail)
      const chunks: Uint8Array[] = []
      let length = 0
      response.on('data', (chunk: Uint8Array) => {
        length += chunk.length
        if (length > MAX_ANSWER_BYTES) return fail(new BundleWrongSize(url, MAX_ANSWER_BYTES, length))
        chunks.push(chunk)
      })
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, json: parsed(text) })
      })
    })
    request.end(JSON.stringify(body))
  })
}

/** What is not JSON is given as it is: a proxy's error page, say. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
