import { OnnxError } from './errors.ts'
import { limits } from './limits.ts'

/** Fields of an ONNX message that hold messages, and those that hold packed numbers (onnx.proto3). */
interface Message {
  readonly inner?: Readonly<Record<number, () => Message>>
  readonly numbers?: readonly number[]
}

const opaque: Message = {}
const tensor: Message = { numbers: [1, 4, 5, 7, 10, 11], inner: { 13: () => opaque } }
const sparse: Message = { inner: { 1: () => tensor, 2: () => tensor }, numbers: [3] }
const attribute: Message = {
  numbers: [7, 8],
  inner: { 5: () => tensor, 6: () => graph, 10: () => tensor, 11: () => graph, 22: () => sparse, 23: () => sparse },
}
const node: Message = { inner: { 5: () => attribute } }
const graph: Message = {
  inner: { 1: () => node, 5: () => tensor, 11: () => value, 12: () => value, 13: () => value, 15: () => sparse },
}
const shape: Message = { inner: { 1: () => opaque } }
const type: Message = { inner: { 1: () => ({ inner: { 2: () => shape } }) } }
const value: Message = { inner: { 2: () => type } }
const model: Message = {
  inner: { 7: () => graph, 8: () => opaque, 14: () => opaque, 25: () => ({ inner: { 7: () => node } }) },
}

/**
 * Counts what decoding a file would make, without making it: a few bytes can stand for a message, so that a file within
 * the size limit could still fill the memory.
 * @throws OnnxError for too many messages or numbers, graphs nested too deep, or bytes that are no protobuf
 */
export function checkWire(bytes: Uint8Array): void {
  let [messages, numbers] = [0, 0]
  let at = 0
  const stack: { end: number; message: Message }[] = [{ end: bytes.length, message: model }]
  const broken = () => {
    throw new OnnxError('file', `truncated or not an ONNX model (${bytes.length} bytes). Export or download it again.`)
  }
  const varint = (): number => {
    let result = 0
    for (let shift = 0; shift < 10; shift++) {
      const byte = bytes[at++]
      if (byte === undefined) return broken()
      result += (byte & 127) * 2 ** (7 * shift)
      if (byte < 128) return result
    }
    return broken()
  }
  while (stack.length > 0) {
    const { end, message } = stack.at(-1)!
    if (at >= end) {
      if (at > end) broken()
      stack.pop()
      continue
    }
    const tag = varint()
    const [field, wire] = [Math.floor(tag / 8), tag % 8]
    if (wire === 0) varint()
    else if (wire === 1) at += 8
    else if (wire === 5) at += 4
    else if (wire !== 2) broken()
    if (wire !== 2) numbers++
    else {
      const length = varint()
      if (at + length > end) broken()
      const inner = message.inner?.[field]
      if (message.numbers?.includes(field)) numbers += length
      else messages++
      if (inner === undefined) at += length
      else stack.push({ end: at + length, message: inner() })
    }
    if (messages > limits.messages || numbers > limits.numbers * 4)
      throw new OnnxError(
        'file',
        `more than ${limits.messages} parts, or more than ${limits.numbers} numbers outside raw data. Save weights as raw data, as exporters do.`,
      )
    if (stack.length > limits.depth * 4)
      throw new OnnxError('file', `graphs are nested more than ${limits.depth} deep; a program has no control flow.`)
  }
}
