import { askStranger, type FetchOptions } from './askStranger.ts'

const MAX_ANSWER_BYTES = 16_384

/** POSTs JSON to a stranger's server and reads a short JSON answer, under the rules of `askStranger`. */
export async function postJson(
  url: string,
  json: unknown,
  { allowPrivate, timeoutMs }: FetchOptions,
): Promise<{ readonly status: number; readonly json: unknown }> {
  const { status, bytes } = await askStranger(url, {
    ...{ json, allowPrivate, timeoutMs, maxBytes: MAX_ANSWER_BYTES, accept: 'application/json' },
  })
  return { status, json: parsed(Buffer.from(bytes).toString('utf8')) }
}

/** What is not JSON is given as it is: a proxy's error page, say. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
