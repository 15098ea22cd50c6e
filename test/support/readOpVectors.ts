import { readFileSync } from 'node:fs'
import { decodeDescriptor, type Node, type OpName, ops } from '@assay/program'

export interface OpVector {
  readonly name: string
  readonly descriptor: Uint8Array
  readonly node: Node
  readonly operands: readonly Uint8Array[]
  readonly output: Uint8Array
}

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.slice(2), 'hex'))

/** The cases of vectors/ops/<op>.json. */
export const readOpVectors = (op: OpName): OpVector[] => {
  const path = new URL(`../../vectors/ops/${op}.json`, import.meta.url)
  const file: Record<string, string[]> = JSON.parse(readFileSync(path, 'utf8'))
  return file.names!.map((name, i) => {
    const descriptor = bytesOf(file.descriptors![i]!)
    return {
      name,
      descriptor,
      node: decodeDescriptor(descriptor),
      operands: ops[op].operands.map((_, operand) => bytesOf(file[`operands${operand}`]![i]!)),
      output: bytesOf(file.outputs![i]!),
    }
  })
}
