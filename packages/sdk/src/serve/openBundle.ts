import { chunkCount, type Program, tensorBytes, treeDepth } from '@assay/program'
import { type FetchStep, HASH_BYTES, ProofError } from '@assay/proof'
import type { Hex } from 'viem'
import { checkEndpoint } from './checkEndpoint.ts'
import { type FetchOptions, fetchExact } from './fetchExact.ts'

/** What a provider serves of a result: raw bytes of exactly the length due, not yet checked against the result's roots. */
export interface Bundle {
  /** The items of the node list, padding included, 32 bytes each. */
  roots(): Promise<Uint8Array>
  /** The leaf hashes of a node's tensor, padding included, 32 bytes each. */
  leaves(node: number): Promise<Uint8Array>
  chunk(node: number, chunk: number): Promise<Uint8Array>
  /** The output tensor, without padding. */
  output(): Promise<Uint8Array>
  /** What a step of `nextStep` asks for; `checkServed` takes it in. */
  fetch(step: FetchStep): Promise<Uint8Array>
}

export interface BundleOptions extends Partial<FetchOptions> {
  readonly endpoint: string
  readonly taskId: Hex
  readonly program: Program
}

/** Opens the result of a task at its provider's endpoint. Nothing is asked before the first call. */
export function openBundle(options: BundleOptions): Bundle {
  const { taskId, program } = options
  const base = `${checkEndpoint(options.endpoint)}/results/${taskId.toLowerCase()}`
  const how = { allowPrivate: options.allowPrivate ?? false, timeoutMs: options.timeoutMs ?? 10_000 }
  const nodeAt = (at: number) => {
    const node = program.nodes[at]
    if (node === undefined) throw new ProofError(`There is no node ${at}: the program has ${program.nodes.length}.`)
    return node
  }
  const listBytes = (items: number) => 2 ** treeDepth(items) * HASH_BYTES

  const bundle: Bundle = {
    roots: () => fetchExact(`${base}/roots`, listBytes(program.nodes.length), how),
    leaves: async (node) => {
      const leaves = chunkCount(nodeAt(node), program.activationChunkLog2)
      return fetchExact(`${base}/nodes/${node}/leaves`, listBytes(leaves), how)
    },
    chunk: async (node, chunk) => {
      nodeAt(node)
      return fetchExact(`${base}/nodes/${node}/chunks/${chunk}`, 2 ** program.activationChunkLog2, how)
    },
    output: async () => fetchExact(`${base}/output`, tensorBytes(nodeAt(program.nodes.length - 1)), how),
    fetch: async (step) => {
      switch (step.kind) {
        case 'fetch-roots':
          return bundle.roots()
        case 'fetch-leaves':
          return bundle.leaves(step.node)
        case 'fetch-chunk':
          return bundle.chunk(step.node, step.chunk)
      }
    },
  }
  return bundle
}
