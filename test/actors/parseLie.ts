import { AssayError } from '@assay/program'
import { alterTrace, type ModelCommitment, type TraceCommitment } from '@assay/proof'
import { tamperTrace } from '@assay/proof/testing'
import { flipClass } from './flipClass.ts'

export class LieInvalid extends AssayError {}

type Lie = (model: ModelCommitment, honest: TraceCommitment) => TraceCommitment

const filled = (byte: number) => new Uint8Array(32).fill(byte)
const BYTE = /^byte:(\d+):(\d+):(\d+)(?::(kept|recomputed))?$/
const ITEM = /^item:(\d+)$/

/**
 * What a lying provider is told to do:
 * `class` (another class wins), `byte:<node>:<offset>:<xor>[:kept|recomputed]`, `item:<index>` (of the node list, past the last
 * node), `outputRoot`, `nodesRoot` (a root of nothing: the trace cannot be served).
 */
export const parseLie = (text: string): Lie => {
  if (text === 'class') return flipClass
  if (text === 'outputRoot') {
    return (model, honest) =>
      tamperTrace(model, honest, { what: 'outputRoot', value: filled(0x0f) }, { downstream: 'kept' })
  }
  if (text === 'nodesRoot') return (_model, honest) => alterTrace(honest, { nodesRoot: filled(0xf0) })
  const item = ITEM.exec(text)
  if (item !== null) {
    const index = Number(item[1])
    return (model, honest) =>
      tamperTrace(model, honest, { what: 'item', index, value: filled(0x77) }, { downstream: 'kept' })
  }
  const byte = BYTE.exec(text)
  if (byte !== null) {
    const [node, offset, xor] = [Number(byte[1]), Number(byte[2]), Number(byte[3])]
    const downstream = byte[4] === 'kept' ? 'kept' : 'recomputed'
    return (model, honest) => tamperTrace(model, honest, { what: 'byte', node, offset, xor }, { downstream })
  }
  throw new LieInvalid(
    `"${text}" is no lie; tell class, byte:<node>:<offset>:<xor>[:kept|recomputed], item:<index>, outputRoot or nodesRoot.`,
  )
}
