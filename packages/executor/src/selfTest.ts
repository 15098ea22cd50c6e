import type { Model } from '@assay/program'
import { compareWithInterpreter } from './compareWithInterpreter.ts'
import { detachNodes } from './detachNodes.ts'
import type { Disagreement } from './errors.ts'
import { openSession, type Session, type SessionOptions } from './openSession.ts'
import { releaseTensors } from './releaseTensors.ts'
import { type SampleKind, sampleInputs } from './sampleInputs.ts'
import { seededRandom } from './seededRandom.ts'

/** The session that has passed, and how many elements were compared with the interpreter's; or what speaks against it. */
export type SelfTestResult =
  | { readonly session: Session; readonly samples: number }
  | { readonly session: undefined; readonly disagreement: Disagreement }

interface Compared {
  readonly samples: number
  readonly disagreement: Disagreement | undefined
}

const SEED = 1

/** Interpreter steps spent per run of the program, measured to keep a test of the digit model under half a second. */
const UNITS_PER_RUN = 100_000

const wholeProgram: readonly SampleKind[] = ['all 0', 'all 255', 'saturating', 'random']
const eachNode: readonly SampleKind[] = ['all 255', 'saturating', 'random']

/**
 * Runs every node on inputs of its own, then the session that is to serve, and compares sampled elements with the
 * interpreter's. Ends at the first disagreement. The session is opened last, so that it takes the memory which the nodes gave back.
 */
export async function selfTest(model: Model, options: SessionOptions): Promise<SelfTestResult> {
  let samples = 0
  for (const { first, model: part } of detachNodes(model)) {
    const probe = await openSession(part, { ...options, arena: false })
    const share = part.program.nodes.length / model.program.nodes.length
    const each = await test(part, probe, eachNode, options.mode, ', each node by itself', share).finally(() =>
      probe.close(),
    )
    samples += each.samples
    const { disagreement } = each
    if (disagreement !== undefined) {
      return { session: undefined, disagreement: { ...disagreement, node: first + disagreement.node } }
    }
  }
  const session = await openSession(model, options)
  const whole = await test(model, session, wholeProgram, options.mode, '').catch(async (error: unknown) => {
    await session.close()
    throw error
  })
  if (whole.disagreement === undefined) return { session, samples: samples + whole.samples }
  await session.close()
  return { session: undefined, disagreement: whole.disagreement }
}

async function test(
  model: Model,
  session: Session,
  kinds: readonly SampleKind[],
  mode: string,
  remark: string,
  share = 1,
): Promise<Compared> {
  const random = seededRandom(SEED)
  let samples = 0
  for (const kind of kinds) {
    const inputs = sampleInputs(model.program.inputs, kind, SEED)
    const nodes = await session.run(inputs)
    const compared = compareWithInterpreter(model, inputs, nodes, random, UNITS_PER_RUN * share)
    session.release(nodes)
    releaseTensors(inputs)
    samples += compared.samples
    if (compared.disagreement !== undefined) {
      return { samples, disagreement: { mode, ...compared.disagreement, inputs: `inputs ${kind}${remark}` } }
    }
  }
  return { samples, disagreement: undefined }
}
