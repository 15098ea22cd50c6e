import { ContentTooLarge, readLimited } from '@assay/store'
import { RemoteSignerRefused, RemoteSignerUnreachable } from './errors.ts'

const MAX_ANSWER_BYTES = 2 ** 20
let requests = 0

/** One JSON-RPC call to a signer. A user and password in its address become a header. */
export const askSigner = async (
  url: string,
  method: string,
  params: readonly unknown[],
  timeoutMs: number,
): Promise<unknown> => {
  const { username, password } = new URL(url)
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  requests += 1
  let answer: { result?: unknown; error?: { message?: string } }
  try {
    const response = await fetch(bare, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(username === '' ? {} : { authorization: `Basic ${login}` }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: requests, method, params }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    })
    if (!response.ok) {
      await response.body?.cancel()
      throw new RemoteSignerRefused(url, method, `HTTP status ${response.status}`)
    }
    const bytes = await readLimited(response, MAX_ANSWER_BYTES, 'Its answer')
    answer = JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    if (error instanceof RemoteSignerRefused) throw error
    if (error instanceof ContentTooLarge) throw new RemoteSignerRefused(url, method, error.message)
    throw new RemoteSignerUnreachable(url, error)
  }
  if (answer.error !== undefined || answer.result === undefined)
    throw new RemoteSignerRefused(url, method, answer.error?.message ?? 'no result')
  return answer.result
}
