import { ContentTooLarge } from './errors.ts'

const next = 'Nothing more was read. Raise the limit if the content should be this large.'

/** Reads a response's body and stops at the limit, whatever length its sender announced. */
export async function readLimited(response: Response, maxBytes: number, what: string): Promise<Uint8Array> {
  const announced = Number(response.headers.get('content-length') ?? 0)
  if (announced > maxBytes) {
    await response.body?.cancel()
    throw new ContentTooLarge(what, maxBytes, announced, true, next)
  }
  const chunks: Uint8Array[] = []
  let length = 0
  // leaving the loop early cancels the body, hence the connection
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > maxBytes) throw new ContentTooLarge(what, maxBytes, length, false, next)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
