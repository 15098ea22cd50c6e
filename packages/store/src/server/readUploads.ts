import type { IncomingMessage } from 'node:http'
import busboy from 'busboy'
import { RequestRefused } from './errors.ts'

export interface Upload {
  readonly path: string
  readonly content: Uint8Array
}

/** The files of a multipart request, in order; refuses one longer than `maxBytes`. */
export function readUploads(request: IncomingMessage, maxBytes: number): Promise<Upload[]> {
  return new Promise((resolve, reject) => {
    const uploads: Upload[] = []
    // busboy calls a file truncated when it reaches the limit, not when it passes it
    const parser = busboy({ headers: request.headers, preservePath: true, limits: { fileSize: maxBytes + 1 } })
    parser.on('file', (_field, stream, { filename, mimeType }) => {
      const chunks: Uint8Array[] = []
      stream.on('data', (chunk: Uint8Array) => chunks.push(chunk))
      stream.on('error', reject)
      stream.on('end', () => {
        if (stream.truncated) reject(new RequestRefused(413, `the upload is longer than ${maxBytes} bytes`))
        else if (mimeType !== 'application/x-directory') {
          uploads.push({ path: decodeURIComponent(filename ?? ''), content: Buffer.concat(chunks) })
        }
      })
    })
    parser.on('error', reject)
    parser.on('close', () => resolve(uploads))
    request.on('error', reject)
    request.on('aborted', () => reject(new RequestRefused(400, 'the upload was cut off')))
    request.pipe(parser)
  })
}
