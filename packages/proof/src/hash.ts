import crypto from 'node:crypto'

/**
 * All hashing of the TypeScript side, twin of contracts/libraries/Commitments.sol; docs/format.md, "Commitments".
 * vectors/commitments.json pins the two to each other.
 */
export type Bytes32 = Uint8Array

export const HASH_BYTES = 32

/** Padding of a list of roots. */
export const ZERO_HASH: Bytes32 = new Uint8Array(HASH_BYTES)

const LEAF_TAG = 0
const INNER_TAG = 1

// Handing digests over as binary strings is the fastest road out of node:crypto: a Buffer for each costs 15 % more at
// chunks of 4 KiB and 60 % at 1 KiB. `crypto.hash` came with Node 20.12; a named import of it would stop older ones.
const digestText: (message: Uint8Array) => string =
  crypto.hash === undefined
    ? (message) => crypto.createHash('sha256').update(message).digest('binary')
    : (message) => crypto.hash('sha256', message, 'binary')

function digestInto(out: Buffer, index: number, message: Uint8Array): void {
  out.write(digestText(message), index * HASH_BYTES, HASH_BYTES, 'latin1')
}

/** A view without the Buffer methods, so that deep equality and printing behave as for any other bytes. */
function plain(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

export function sha256(...parts: readonly Uint8Array[]): Bytes32 {
  const out = Buffer.alloc(HASH_BYTES)
  digestInto(out, 0, parts.length === 1 ? parts[0]! : Buffer.concat(parts))
  return plain(out)
}

/** sha256(0x00 || chunk) */
export function leafHash(chunk: Uint8Array): Bytes32 {
  return sha256(Uint8Array.of(LEAF_TAG), chunk)
}

/** sha256(0x01 || left || right) */
export function innerHash(left: Bytes32, right: Bytes32): Bytes32 {
  return sha256(Uint8Array.of(INNER_TAG), left, right)
}

/** Leaf hashes of `bytes` cut into chunks, the last zero-padded, one after another. */
export function hashChunks(bytes: Uint8Array, chunkSize: number): Uint8Array {
  const count = Math.ceil(bytes.length / chunkSize)
  const out = Buffer.alloc(count * HASH_BYTES)
  const message = new Uint8Array(1 + chunkSize)
  message[0] = LEAF_TAG
  for (let i = 0; i < count; i++) {
    const chunk = bytes.subarray(i * chunkSize, (i + 1) * chunkSize)
    message.set(chunk, 1)
    if (chunk.length < chunkSize) message.fill(0, 1 + chunk.length)
    digestInto(out, i, message)
  }
  return plain(out)
}

/** The level above `level`; `padding` stands to the right of a last hash that has no sibling. */
export function hashPairs(level: Uint8Array, padding: Bytes32): Uint8Array {
  const count = level.length / HASH_BYTES
  const out = Buffer.alloc(Math.ceil(count / 2) * HASH_BYTES)
  const message = new Uint8Array(1 + 2 * HASH_BYTES)
  message[0] = INNER_TAG
  for (let i = 0; 2 * i < count; i++) {
    message.set(level.subarray(2 * i * HASH_BYTES, (2 * i + 2) * HASH_BYTES), 1)
    if (2 * i + 1 === count) message.set(padding, 1 + HASH_BYTES)
    digestInto(out, i, message)
  }
  return plain(out)
}

function tagged(tag: string, ...parts: readonly Uint8Array[]): Bytes32 {
  return sha256(Buffer.from(tag, 'ascii'), ...parts)
}

export function programRootOf(descriptorRoot: Bytes32, inputTableRoot: Bytes32, constantTableRoot: Bytes32): Bytes32 {
  return tagged('assay.program.v1', descriptorRoot, inputTableRoot, constantTableRoot)
}

/** @param counts the first 8 bytes of the encoded program */
export function modelIdOf(counts: Uint8Array, programRoot: Bytes32, constantsRoot: Bytes32): Bytes32 {
  return tagged('assay.model.v1', counts, programRoot, constantsRoot)
}

export function traceRootOf(modelId: Bytes32, inputRoot: Bytes32, nodesRoot: Bytes32, outputRoot: Bytes32): Bytes32 {
  return tagged('assay.trace.v1', modelId, inputRoot, nodesRoot, outputRoot)
}
