import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { BundleUnreachable, BundleWrongSize, EndpointNotAllowed } from '../errors.ts'
import { checkedLookup } from './checkedLookup.ts'
import { isPrivateAddress } from './isPrivateAddress.ts'

export interface FetchOptions {
  /** Whether addresses of local networks may be asked; endpoints are strangers' words. */
  readonly allowPrivate: boolean
  /** For the whole answer. */
  readonly timeoutMs: number
}

export interface Question extends FetchOptions {
  readonly accept: string
  /** Reading stops at the first byte too many. */
  readonly maxBytes: number
  /** POSTed as JSON; absent: a GET. */
  readonly json?: unknown
  /** Of an answer with this status nothing is read; the error is thrown. */
  readonly refuse?: (status: number) => Error | undefined
}

/** "103 Early Hints" and the like, before the answer itself. */
const MAX_PRELIMINARY = 16
/** Below this, ports belong to other protocols than the web's two: a stranger's word makes nobody talk to a mail server. */
const FIRST_FREE_PORT = 1_024
const WEB_PORTS = ['', '80', '443']

/** Asks a stranger's server. Redirects are not followed, and the whole answer has to come within the timeout. */
export function askStranger(
  url: string,
  { accept, maxBytes, json, refuse, allowPrivate, timeoutMs }: Question,
): Promise<{ readonly status: number; readonly bytes: Uint8Array }> {
  return new Promise((resolve, reject) => {
    const { protocol, hostname, port } = new URL(url)
    const host = hostname.replace(/^\[|\]$/g, '')
    if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) {
      throw new EndpointNotAllowed(url, `${host} is a private address`)
    }
    if (!allowPrivate && !WEB_PORTS.includes(port) && Number(port) < FIRST_FREE_PORT) {
      throw new EndpointNotAllowed(url, `port ${port} is neither 80 nor 443 nor from ${FIRST_FREE_PORT} on`)
    }
    const request = (protocol === 'https:' ? https : http).request(url, {
      method: json === undefined ? 'GET' : 'POST',
      // own connections: a pooled one might have been opened where private addresses were allowed
      agent: false,
      headers: {
        ...{ accept, 'accept-encoding': 'identity' },
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
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
    let preliminary = 0
    request.on('information', () => {
      preliminary += 1
      if (preliminary > MAX_PRELIMINARY) fail(new Error(`more than ${MAX_PRELIMINARY} preliminary answers`))
    })
    // without a listener the connection would be closed, and nobody told
    request.on('upgrade', (_response, socket) => {
      socket.destroy()
      fail(new Error('it speaks another protocol'))
    })
    request.on('close', () => fail(new Error('the connection ended before the answer')))
    request.on('response', (response) => {
      response.on('error', fail)
      const status = response.statusCode ?? 0
      const refusal = refuse?.(status)
      if (refusal !== undefined) {
        request.destroy()
        return reject(refusal)
      }
      const chunks: Uint8Array[] = []
      let length = 0
      response.on('data', (chunk: Uint8Array) => {
        length += chunk.length
        if (length > maxBytes) return fail(new BundleWrongSize(url, maxBytes, length))
        chunks.push(chunk)
      })
      response.on('end', () => resolve({ status, bytes: new Uint8Array(Buffer.concat(chunks)) }))
    })
    request.end(json === undefined ? undefined : JSON.stringify(json))
  })
}
