import { toHex } from '@assay/proof'
import { type SeededRandom, seededRandom } from '@assay/proof/testing'
import { optimisticVerifierAbi } from '@assay/protocol'
import { readTask } from '@assay/sdk'
import { encodeFunctionData } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CallOutcome, callMany, NO_DATA } from './callMany.ts'
import { damage } from './damage.ts'
import type { DigitsWorld } from './digitsWorld.ts'
import { elementAttempts, type Way } from './elementAttempts.ts'
import { startHonestScenes } from './honestScenes.ts'
import { otherAttempts } from './otherAttempts.ts'
import { encodeElement } from './proofParts.ts'
import { report } from './report.ts'
import { type Attempt, baseOf, type Scene } from './Scene.ts'

const ways: Readonly<Record<string, Way>> = { ...elementAttempts, ...otherAttempts }
/** Attempts of each way, and of each damage, in the digits and in the twins. */
const TIMES = { digits: 75, twins: 20 }
const DAMAGES = { digits: 560, twins: 160 }

describe('An honest result', () => {
  const random = seededRandom(0x5afe)
  let world: DigitsWorld
  let scenes: readonly Scene[]
  const outcomes: { readonly half: string; readonly way: string; readonly outcome: CallOutcome }[] = []

  beforeAll(async () => {
    ;({ world, scenes } = await startHonestScenes(random))
  })
  afterAll(async () => {
    await world?.stop()
    for (const half of ['meaning', 'damage'])
      await report(`Proofs against the honest - ${half}`, histogram(outcomes.filter((one) => one.half === half)))
    await report('Proofs against the honest - errors', errorCounts(outcomes))
  })

  /** Tries each attempt by eth_call on the real contracts, a few hundred at a time. */
  async function tryAll(
    half: string,
    tries: Iterable<{ readonly way: string; readonly scene: Scene; readonly attempt: Attempt }>,
  ) {
    const { rpcUrl } = world.local.chain
    const to = world.local.deployment.contracts.optimisticVerifier
    const from = world.local.addressOf('watchtower')
    let batch: { readonly way: string; readonly call: Parameters<typeof callMany>[1][number] }[] = []
    const flush = async () => {
      const found = await callMany(
        rpcUrl,
        batch.map(({ call }) => call),
      )
      for (const [i, outcome] of found.entries()) outcomes.push({ half, way: batch[i]!.way, outcome })
      batch = []
    }
    for (const { way, scene, attempt } of tries) {
      batch.push({ way, call: { to, from, data: calldataOf(scene, attempt) } })
      if (batch.length === 240) await flush()
    }
    await flush()
  }

  test('is not convicted by proofs whose every path holds and whose meaning is twisted', {
    timeout: 2_400_000,
  }, async () => {
    await tryAll('meaning', twisted(scenes, random))
    const tried = outcomes.filter(({ half }) => half === 'meaning')
    const wrong = tried.filter(
      ({ way, outcome }) => outcome.kind !== 'reverted' || !ways[way]!.errors.includes(outcome.name),
    )
    expect(wrong.slice(0, 20), `${wrong.length} answered otherwise than expected`).toEqual([])
    const rare = Object.keys(ways).filter((name) => tried.filter(({ way }) => way === name).length < TIMES.twins)
    expect(rare, 'ways hardly tried').toEqual([])
    expect(tried.length).toBeGreaterThanOrEqual(5_000)
  })

  test('is not convicted by proofs whose bytes are damaged', { timeout: 2_400_000 }, async () => {
    await tryAll('damage', damaged(scenes, random))
    const tried = outcomes.filter(({ half }) => half === 'damage')
    const wrong = tried.filter(({ outcome }) => outcome.kind !== 'reverted' || outcome.name === NO_DATA)
    expect(wrong.slice(0, 20), `${wrong.length} not refused by a named error`).toEqual([])
    expect(tried.length).toBeGreaterThanOrEqual(5_000)
  })

  test('stands after all of it', async () => {
    const assay = await world.local.as('watchtower')
    for (const taskId of scenes.flatMap(({ taskIds }) => taskIds))
      expect((await readTask(assay, taskId)).state).toBe('Submitted')
    expect(outcomes.length).toBeGreaterThanOrEqual(10_000)
  })
})

function* twisted(scenes: readonly Scene[], random: SeededRandom) {
  for (const [way, { make }] of Object.entries(ways)) {
    for (const scene of scenes) {
      const times = scene.name === 'digits' ? TIMES.digits : TIMES.twins
      for (let made = 0, tries = 0; made < times && tries < 20 * times; tries++) {
        const attempt = make(scene, random)
        if (attempt === undefined) continue
        made++
        yield { way, scene, attempt }
      }
    }
  }
}

function* damaged(scenes: readonly Scene[], random: SeededRandom) {
  for (const scene of scenes) {
    const proofs = [
      ...Array.from({ length: 60 }, () => encodeElement(baseOf(scene, random).parts)),
      ...scene.convicting.map(({ proof }) => proof),
    ]
    for (const [way, harm] of Object.entries(damage)) {
      for (let i = 0; i < (scene.name === 'digits' ? DAMAGES.digits : DAMAGES.twins); i++) {
        const accused = random.int(0, scene.honest.length - 1)
        const attempt = { accused, proof: harm(random.pick(proofs), random.pick(proofs), random) }
        yield { way, scene, attempt }
      }
    }
  }
}

function calldataOf({ taskIds }: Scene, { accused, proof, bend }: Attempt) {
  const args = [taskIds[accused]!, toHex(proof)] as const
  const data = encodeFunctionData({ abi: optimisticVerifierAbi, functionName: 'proveFraud', args })
  return bend === undefined ? data : toHex(bend(Uint8Array.from(Buffer.from(data.slice(2), 'hex'))))
}

type Outcomes = readonly { readonly way: string; readonly outcome: CallOutcome }[]

const nameOf = (outcome: CallOutcome): string => (outcome.kind === 'reverted' ? outcome.name : `! ${outcome.kind}`)

const countsOf = (names: readonly string[]): [string, number][] =>
  [...new Set(names)]
    .map((name): [string, number] => [name, names.filter((one) => one === name).length])
    .sort(([, a], [, b]) => b - a)

const errorCounts = (outcomes: Outcomes) =>
  countsOf(outcomes.map(({ outcome }) => nameOf(outcome))).map(([error, proofs]) => ({ error, proofs }))

const histogram = (outcomes: Outcomes) =>
  [...new Set(outcomes.map(({ way }) => way))].map((way) => {
    const of = outcomes.filter((one) => one.way === way)
    const errors = countsOf(of.map(({ outcome }) => nameOf(outcome)))
    return { way, proofs: of.length, errors: errors.map(([name, count]) => `${name} ${count}`).join(', ') }
  })
