import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Where a constant's bytes lie outside the graph, as ONNX's external data names it. */
export interface ConstantPlace {
  readonly location: string
  readonly offset: number
  readonly length: number
}

/** Kernels read constants by whole vectors; a cache line suits all of them. */
const ALIGNMENT = 64

/**
 * Constants on their way to ONNX Runtime, in a file beside the graph that it maps into memory. Through the graph itself they would be
 * held four times at once: as the lowering made them, encoded, parsed, and as tensors. A private folder, gone after `remove`.
 */
export class ConstantFile {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'assay-session-'))
  readonly #location = 'constants'
  readonly #file = openSync(path.join(this.#folder, this.#location), 'wx', 0o600)
  #end = 0
  #closed = false

  /** Writes the bytes, which need not be kept. */
  add(bytes: Uint8Array): ConstantPlace {
    const offset = Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.#file, bytes, done, bytes.length - done, offset + done)
    this.#end = offset + bytes.length
    return { location: this.#location, offset, length: bytes.length }
  }

  /** Puts the graph beside its constants. No constant can be added after it. */
  finish(graph: Uint8Array): string {
    this.#close()
    const at = path.join(this.#folder, 'graph.onnx')
    writeFileSync(at, graph, { mode: 0o600 })
    return at
  }

  /** What ONNX Runtime has mapped stays mapped; where a mapped file cannot go, the folder is left to the system. */
  remove(): void {
    this.#close()
    try {
      rmSync(this.#folder, { recursive: true, force: true })
    } catch {}
  }

  #close(): void {
    if (!this.#closed) closeSync(this.#file)
    this.#closed = true
  }
}
