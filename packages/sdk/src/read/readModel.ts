import { decodeProgram, type Program } from '@assay/program'
import { fromHex } from '@assay/proof'
import { modelRegistryAbi } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { ModelNotFound } from '../errors.ts'
import { readCall } from './readCall.ts'
import { readLogs } from './readLogs.ts'

export interface ModelView {
  readonly modelId: Hex
  /** Who registered it: no right comes with that. */
  readonly author: Address
  readonly program: Program
  readonly programBytes: Uint8Array
  readonly programRoot: Hex
  readonly constantsRoot: Hex
  /** Gas of proving its worst element, all in, and the bytes of that proof. */
  readonly worstGas: bigint
  readonly worstBytes: number
  /** Gas of extracting that proof's data by openings. */
  readonly openingGas: number
  /** Length of the output. */
  readonly outputBytes: number
  /** Seconds since 1970. */
  readonly registeredAt: bigint
  readonly blockNumber: bigint
}

/** A registered model without its constants: the chain holds the whole program. Throws ModelNotFound. */
export async function readModel(assay: Assay, modelId: Hex): Promise<ModelView> {
  const address = assay.contracts.modelRegistry
  const record = await readCall(assay, { address, abi: modelRegistryAbi, functionName: 'modelOf', args: [modelId] })
  const [log] = await readLogs(assay, {
    address,
    abi: modelRegistryAbi,
    eventName: 'ModelRegistered',
    args: { modelId },
  })
  if (record.registeredAt === 0n || log === undefined) throw new ModelNotFound(modelId)
  const programBytes = fromHex(log.args.program)
  const { programRoot, constantsRoot, worstGas, worstBytes, openingGas, outputBytes, registeredAt } = record
  return {
    modelId,
    author: log.args.author,
    program: decodeProgram(programBytes),
    programBytes,
    ...{ programRoot, constantsRoot, worstGas, worstBytes, openingGas, outputBytes, registeredAt },
    blockNumber: log.blockNumber ?? 0n,
  }
}
