import crypto from 'node:crypto'

/**
 * All hashing of the TypeScript side, twin of contracts/libraries/Commitments.sol; docs/format.md, "Commitments".
 * vectors/commitments.json pins the two to each other.
 */
export type Bytes32 = Uint8Array

export const HASH_BYTES = 32
const PAIR_BYTES = 2 * HASH_BYTES

/** Padding of a list of roots. */
export const ZERO_HASH: Bytes32 = new Uint8Array(HASH_BYTES)

// Handing digests over as binary strings is the fastest road out of node:crypto: a Buffer for each costs 15 % more at
// chunks of 4 KiB and 60 % at 1 KiB. `crypto.hash` came with Node 20.12; a named import of it would stop older ones.
const digestText: (message: Uint8Array) => string =
  crypto.hash === undefined
    ? (message) => crypto.createHash('sha256').update(message).digest('binary')
    : (message) => crypto.hash('sha256', message, 'binary')

/** Writes sha256(message) as the hash number `index` of `out`. */
export function digestInto(out: Buffer, index: number, message: Uint8Array): void {
  out.write(digestText(message), index * HASH_BYTES, HASH_BYTES, 'latin1')
}

/** A view without the Buffer methods, so that deep equality and printing behave as for any other bytes. */
function plain(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** Where short messages are put together: memory of their own would cost more than their hash. */
const scratch = new Uint8Array(256)

export function sha256(...parts: readonly Uint8Array[]): Bytes32 {
  const out = Buffer.alloc(HASH_BYTES)
  digestInto(out, 0, parts.length === 1 ? parts[0]! : joined(parts))
  return plain(out)
}

/** @returns bytes that hold until the next call */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const message = length > scratch.length ? new Uint8Array(length) : scratch.subarray(0, length)
  let at = 0
  for (const part of parts) {
    message.set(part, at)
    at += part.length
  }
  return message
}

/**
 * sha256(chunk). No tag is needed to keep leaves apart from inner nodes: messages of one tree differ in length (64 bytes
 * for an inner node; 32, 384 or at least 256 for a leaf), and none has to be copied behind a tag.
 */
export function leafHash(chunk: Uint8Array): Bytes32 {
  return sha256(chunk)
}

/** sha256(left || right) */
export function innerHash(left: Bytes32, right: Bytes32): Bytes32 {
  return sha256(left, right)
}

/** Leaf hashes of `bytes` cut into chunks, the last zero-padded, one after another. */
export function hashChunks(bytes: Uint8Array, chunkSize: number): Uint8Array {
  const count = Math.ceil(bytes.length / chunkSize)
  const out = Buffer.alloc(count * HASH_BYTES)
  const whole = Math.floor(bytes.length / chunkSize)
  for (let i = 0; i < whole; i++) digestInto(out, i, bytes.subarray(i * chunkSize, (i + 1) * chunkSize))
  if (whole < count) {
    const last = new Uint8Array(chunkSize)
    last.set(bytes.subarray(whole * chunkSize))
    digestInto(out, whole, last)
  }
  return plain(out)
}

/** The level above `level`; `padding` stands to the right of a last hash that has no sibling. */
export function hashPairs(level: Uint8Array, padding: Bytes32): Uint8Array {
  const pairs = Math.floor(level.length / PAIR_BYTES)
  const odd = level.length % PAIR_BYTES !== 0
  const out = Buffer.alloc((pairs + (odd ? 1 : 0)) * HASH_BYTES)
  for (let i = 0; i < pairs; i++) digestInto(out, i, level.subarray(i * PAIR_BYTES, (i + 1) * PAIR_BYTES))
  if (odd) digestInto(out, pairs, Buffer.concat([level.subarray(pairs * PAIR_BYTES), padding]))
  return plain(out)
}

const PROGRAM = Buffer.from('assay.program.v1', 'ascii')
const MODEL = Buffer.from('assay.model.v1', 'ascii')
const TRACE = Buffer.from('assay.trace.v1', 'ascii')

export function programRootOf(descriptorRoot: Bytes32, inputTableRoot: Bytes32, constantTableRoot: Bytes32): Bytes32 {
  return sha256(PROGRAM, descriptorRoot, inputTableRoot, constantTableRoot)
}

/** @param counts the first 8 bytes of the encoded program */
export function modelIdOf(counts: Uint8Array, programRoot: Bytes32, constantsRoot: Bytes32): Bytes32 {
  return sha256(MODEL, counts, programRoot, constantsRoot)
}

export function traceRootOf(modelId: Bytes32, inputRoot: Bytes32, nodesRoot: Bytes32, outputRoot: Bytes32): Bytes32 {
  return sha256(TRACE, modelId, inputRoot, nodesRoot, outputRoot)
}
