import { byteSize, elementCount } from '@assay/program'
import type { ModelCommitment, TraceCommitment } from '@assay/proof'
import type { SeededRandom } from '@assay/proof/testing'
import type { Hex } from 'viem'
import { type ElementParts, elementParts } from './proofParts.ts'

/** A model with honest results on chain, and all that an accuser of them can lay hands on. */
export interface Scene {
  readonly name: string
  readonly model: ModelCommitment
  /** Honest traces of different inputs, each a Submitted task. */
  readonly honest: readonly TraceCommitment[]
  readonly taskIds: readonly Hex[]
  /** Proofs that convict tampered traces of these inputs. */
  readonly convicting: readonly Conviction[]
  /** The same program with one weight changed, and with one attribute changed. */
  readonly siblings: readonly ModelCommitment[]
}

export interface Conviction {
  /** index of the input in `honest` */
  readonly about: number
  readonly trace: TraceCommitment
  readonly proof: Uint8Array
}

/** One call of proveFraud against an honest task. */
export interface Attempt {
  /** index of the accused in `honest` */
  readonly accused: number
  readonly proof: Uint8Array
  /** Changes the call's own bytes. */
  readonly bend?: (calldata: Uint8Array) => Uint8Array
}

export interface Base {
  readonly accused: number
  readonly trace: TraceCommitment
  readonly parts: ElementParts
  readonly elements: number
  /** dtype's bytes */
  readonly elementBytes: number
}

/** A well-formed proof of some right element of an honest result, often the first or the last of its tensor. */
export function baseOf({ model, honest }: Scene, random: SeededRandom, fits = (_: Base) => true): Base {
  for (;;) {
    const accused = random.int(0, honest.length - 1)
    const at = random.int(0, model.program.nodes.length - 1)
    const node = model.program.nodes[at]!
    const elements = elementCount(node.shape)
    const element = random.pick([0, elements - 1, random.int(0, elements - 1), random.int(0, elements - 1)])
    const trace = honest[accused]!
    const parts = elementParts(model, trace, at, element)
    const base = { accused, trace, parts, elements, elementBytes: byteSize(node.dtype) }
    if (fits(base)) return base
  }
}

/** An index other than `not`, below `count`. */
export function otherThan(random: SeededRandom, count: number, not: number): number {
  return (not + random.int(1, count - 1)) % count
}
