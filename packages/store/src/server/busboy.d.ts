/** The part of busboy 1.6 that is used here; the package has no types of its own. */
declare module 'busboy' {
  import type { IncomingHttpHeaders } from 'node:http'
  import type { Readable, Writable } from 'node:stream'

  interface FileInfo {
    readonly filename?: string
    readonly mimeType: string
  }
  type FileStream = Readable & { readonly truncated?: boolean }
  type Parser = Writable & {
    on(event: 'file', listener: (field: string, stream: FileStream, info: FileInfo) => void): Parser
  }
  interface Options {
    readonly headers: IncomingHttpHeaders
    readonly preservePath?: boolean
    readonly limits?: { readonly fileSize?: number }
  }
  export default function busboy(options: Options): Parser
}
