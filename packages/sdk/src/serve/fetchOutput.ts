import type { Program } from '@assay/program'
import { chunkTree, toHex } from '@assay/proof'
import { zeroHash } from 'viem'
import type { Assay } from '../Assay.ts'
import { OfferMissing, OutputAltered, ResultMissing } from '../errors.ts'
import { readInlineOutput } from '../read/readInlineOutput.ts'
import { readOffer } from '../read/readOffer.ts'
import type { TaskView } from '../read/readTask.ts'
import type { FetchOptions } from './fetchExact.ts'
import { openBundle } from './openBundle.ts'

export interface OutputOptions extends Partial<FetchOptions> {
  /** Default: that of the provider's offer. */
  readonly endpoint?: string
}

/** The output tensor of a submitted task: from the result's event where it stands there, else from its provider, checked against the outputRoot on chain. */
export async function fetchOutput(
  assay: Assay,
  task: TaskView,
  program: Program,
  options: OutputOptions = {},
): Promise<Uint8Array> {
  const { taskId, modelId, provider, outputRoot, state } = task
  if (provider === undefined || outputRoot === zeroHash) throw new ResultMissing(taskId, state)
  const inline = options.endpoint === undefined ? await readInlineOutput(assay, taskId) : undefined
  if (inline !== undefined) return inline
  const endpoint = options.endpoint ?? (await readOffer(assay, modelId, provider))?.endpoint
  if (endpoint === undefined) throw new OfferMissing(modelId, provider)
  const output = await openBundle({ ...options, endpoint, taskId, program }).output()
  const root = toHex(chunkTree(output, program.activationChunkLog2).root)
  if (root !== outputRoot) throw new OutputAltered(taskId, root, outputRoot)
  return output
}
