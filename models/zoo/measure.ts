import { createExecutor } from '@assay/executor'
import { importOnnx, quantiseInput } from '@assay/importer'
import { elementCount, nodeCost, type Program, programCost, tensorBytes } from '@assay/program'
import { commitModel, commitTrace, toHex } from '@assay/proof'
import { acceptTask, proveFraud, readMinimumLock, registerModel, requestTask, submitResult } from '@assay/sdk'
import { sha256 } from 'viem'
import { compareExecutors } from './lib/compareExecutors.ts'
import { type Conviction, convictTamperings } from './lib/convictTamperings.ts'
import type { Players } from './lib/startPlayers.ts'
import { ZooError } from './lib/ZooError.ts'
import type { Measurement } from './Measurement.ts'
import type { ZooModel } from './ZooModel.ts'

export interface Effort {
  /** Lies about random elements, each to be convicted. */
  readonly tamperings: number
  /** Elements of each node that the interpreter is asked for. */
  readonly elementsPerNode: number
  /** Samples of the evaluation set; all unless told. */
  readonly samples?: number
}

/**
 * Everything the table says of a network, measured: the import and its quality, whether interpreter, ONNX Runtime and
 * EVM agree, and what convicting lies costs; the dearest conviction is a real one, a task's whole life on the chain.
 */
export async function measure(players: Players, zooModel: ZooModel, effort: Effort): Promise<Measurement> {
  const { onnx, calibration, evaluation, options } = await zooModel.load()
  const started = performance.now()
  const samples = evaluation.samples.slice(0, effort.samples)
  const labels = evaluation.labels && { labels: evaluation.labels.slice(0, effort.samples) }
  const { model, io, report } = await importOnnx(onnx, {
    name: zooModel.name,
    calibration,
    evaluation: { set: evaluation.set, samples, ...labels },
    ...options,
  })
  const importSeconds = (performance.now() - started) / 1000

  const commitment = commitModel(model)
  const executor = await createExecutor(model)
  const inputs = io.inputs.map((input, i) => quantiseInput(input, samples[0]![i]!))
  const tensors = await executor.run(inputs)
  await executor.close()
  const interpreter = compareExecutors(model, inputs, tensors, effort.elementsPerNode)
  const honest = commitTrace(commitment, inputs, tensors)

  const { modelId } = await registerModel(players.provider, commitment)
  const chain = { client: players.client.publicClient, stepVerifier: players.client.contracts.stepVerifier }
  const convictions = await convictTamperings(chain, commitment, honest, effort.tamperings)
  if (convictions.length < effort.tamperings) {
    throw new ZooError(
      `${convictions.length} of ${effort.tamperings} lies about ${zooModel.name} were convicted.`,
      'This must not happen: a liar went free.',
    )
  }
  // the first conviction of a chain pays for storage that all later ones find; what it costs beside its proof, the others cost too
  const first = convictions[0]!
  const beside = (await convict(players, modelId, honest, first)) - proofGas(first)
  const byGas = [...convictions].sort((a, b) => priceOf(a, beside) - priceOf(b, beside))
  const [median, worst] = [byGas[byGas.length >> 1]!, byGas.at(-1)!]
  const { program } = model
  const cost = programCost(program)
  const ranked = report.tensors.filter(({ snrDb }) => snrDb !== null).sort((a, b) => a.snrDb! - b.snrDb!)
  return {
    name: zooModel.name,
    title: zooModel.title,
    source: zooModel.source,
    weights: zooModel.weights,
    onnxBytes: onnx.length,
    importSeconds,
    modelId,
    nodes: program.nodes.length,
    ops: [...new Set(program.nodes.map(({ op }) => op))].sort(),
    multiplications: multiplications(program),
    constantBytes: model.constants.reduce((sum, { length }) => sum + length, 0),
    traceBytes: program.nodes.reduce((sum, node) => sum + tensorBytes(node), 0),
    quality: {
      set: evaluation.set,
      samples: samples.length,
      agreement: report.evaluation.agreement,
      outputSnrDb: report.tensors.at(-1)?.snrDb ?? null,
      accuracy: report.evaluation.accuracy ?? null,
      worst: ranked[0] ? { name: ranked[0].name, snrDb: ranked[0].snrDb! } : null,
    },
    agreement: { interpreter, evm: convictions.length },
    convictions: {
      tamperings: effort.tamperings,
      convicted: convictions.length,
      medianGas: await convict(players, modelId, honest, median),
      worstGas: await convict(players, modelId, honest, worst),
    },
    bound: {
      gas: cost.worstGas,
      bytes: cost.worstBytes,
      node: cost.worstGasNode,
      op: program.nodes[cost.worstGasNode]!.op,
    },
  }
}

/** A task whose provider submits the lie, and its conviction. Returns the receipt's gas. */
async function convict(
  { client, provider, watchtower }: Players,
  modelId: `0x${string}`,
  honest: { readonly inputs: readonly Uint8Array[]; readonly inputRoot: Uint8Array },
  { liar, proof }: Conviction,
): Promise<number> {
  const { taskId } = await requestTask(client, {
    modelId,
    inputDigest: sha256(new Uint8Array(Buffer.concat(honest.inputs))),
    inputRoot: toHex(honest.inputRoot),
    provider: provider.account!.address,
    lock: await readMinimumLock(client, modelId),
    price: 10_000n,
    submitSec: 600,
    acceptSec: 600,
    windowSec: 600,
  })
  await acceptTask(provider, taskId)
  await submitResult(provider, taskId, { outputRoot: toHex(liar.outputRoot), nodesRoot: toHex(liar.nodesRoot) })
  const { receipt } = await proveFraud(watchtower, taskId, proof)
  return Number(receipt.gasUsed)
}

/** Gas of a proof as calldata at `perByte` for a byte; one that is zero, as the padding of a small tensor's chunk, costs a quarter. */
const calldataGas = (proof: Uint8Array, perByte: number): number =>
  proof.reduce((sum, byte) => sum + (byte === 0 ? perByte / 4 : perByte), 0)

const proofGas = ({ execution, proof }: Conviction): number => execution + calldataGas(proof, 16)

/** What the transaction costs, or the floor of its calldata (EIP-7623). */
const priceOf = (conviction: Conviction, beside: number): number =>
  Math.max(beside + proofGas(conviction), calldataGas(conviction.proof, 40))

/** Of one inference: the first layer of a bottleneck counts once, though its step computes it anew for every tap. */
const multiplications = (program: Program): number =>
  program.nodes.reduce((sum, node, at) => {
    if (node.op === 'conv2d_depthwise') {
      const [x, w] = [node.operands[0]!.shape, node.operands[4]!.shape]
      return sum + elementCount(x) * w[0] + elementCount(node.shape) * w[1] * w[2]
    }
    return /^(conv2d|matmul)/.test(node.op) ? sum + nodeCost(program, at).units * elementCount(node.shape) : sum
  }, 0)
