import { BundleMissing, BundleWrongSize } from '../errors.ts'
import { askStranger, type FetchOptions } from './askStranger.ts'

export type { FetchOptions } from './askStranger.ts'

/** GETs exactly `bytes` bytes from a stranger's server, under the rules of `askStranger`. */
export async function fetchExact(url: string, bytes: number, options: FetchOptions): Promise<Uint8Array> {
  const { allowPrivate, timeoutMs } = options
  const answer = await askStranger(url, {
    ...{ allowPrivate, timeoutMs, maxBytes: bytes, accept: 'application/octet-stream' },
    refuse: (status) => (status === 200 ? undefined : new BundleMissing(url, status)),
  })
  if (answer.bytes.length !== bytes) throw new BundleWrongSize(url, bytes, answer.bytes.length)
  return answer.bytes
}
