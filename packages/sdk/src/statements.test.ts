import { ContractRevert } from '@assay/protocol'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalChain, startLocalChain } from '../../../test/support/localChain.ts'
import { lookupModel } from '../../../test/support/lookupModel.ts'
import {
  type Assay,
  deprecateModel,
  LicenceInvalid,
  listStatements,
  readLineage,
  readStatement,
  registerModel,
  reinstateModel,
  stateModel,
} from './index.ts'

const digest = (byte: string): Hex => `0x${byte.repeat(32)}`

let local: LocalChain
let author: Assay
let stranger: Assay
/** Three generations: each of the same program, with other constants. */
let models: [Hex, Hex, Hex]

beforeAll(async () => {
  local = await startLocalChain()
  author = await local.as('author')
  stranger = await local.as('stranger')
  const register = async (generation: number) => {
    const model = lookupModel()
    const [first, ...rest] = model.constants
    return registerModel(author, { ...model, constants: [first!.map((byte) => byte ^ generation), ...rest] })
  }
  const ids = []
  for (const generation of [0, 1, 2]) ids.push((await register(generation)).modelId)
  models = ids as [Hex, Hex, Hex]
})
afterAll(async () => {
  await local?.stop()
})

describe('statements about a model', () => {
  it('are read as they were made, account by account', async () => {
    const [first, second] = models
    const whole = {
      ...{ manifest: digest('a1'), qualityReport: digest('b2'), parent: first },
      ...{ licence: 'Apache-2.0 OR MIT', forkReason: 'trained on more sevens' },
    }
    await stateModel(author, second, whole)
    await stateModel(stranger, second, { manifest: digest('c3') })
    expect(await readStatement(author, second, local.addressOf('author'))).toEqual(whole)
    expect(await readStatement(author, second, local.addressOf('stranger'))).toEqual({ manifest: digest('c3') })
    expect(await readStatement(author, second, local.addressOf('client'))).toEqual({})
  })

  it('stand as the chain has them when rebuilt from events (RULE E-1)', async () => {
    const [first, second] = models
    await deprecateModel(author, second, { reason: 'it reads sevens as ones' })
    await deprecateModel(stranger, second, { reason: 'too slow', successor: first })
    await reinstateModel(author, second)
    await deprecateModel(author, second, { reason: 'there is a better one', successor: first })
    await stateModel(stranger, second, { licence: 'NOASSERTION' })
    await reinstateModel(stranger, second)

    const listed = await listStatements(author, second)
    expect(listed.map(({ account }) => account)).toEqual([local.addressOf('author'), local.addressOf('stranger')])
    for (const { account, ...statement } of listed) {
      expect(statement, account).toEqual(await readStatement(author, second, account))
    }
    expect(listed[0]).toMatchObject({
      licence: 'Apache-2.0 OR MIT',
      deprecation: { reason: 'there is a better one', successor: first },
    })
    expect(listed[1]).toEqual({ account: local.addressOf('stranger'), licence: 'NOASSERTION' })
  })

  it('lead from a model to those it was made from, by the word of whoever is asked', async () => {
    const [first, second, third] = models
    await stateModel(author, third, { parent: second, forkReason: 'smaller' })
    const step = { account: local.addressOf('author') }
    expect(await readLineage(author, third)).toEqual([
      { ...step, modelId: third, parent: second, reason: 'smaller' },
      { ...step, modelId: second, parent: first, reason: 'trained on more sevens' },
    ])
    await stateModel(stranger, third, { parent: first })
    expect(await readLineage(author, third, local.addressOf('stranger'))).toEqual([
      { account: local.addressOf('stranger'), modelId: third, parent: first },
    ])
    expect(await readLineage(author, first)).toEqual([])
  })

  it('may go in a circle, which is followed once', async () => {
    const [first, second, third] = models
    await stateModel(author, first, { parent: third })
    const lineage = await readLineage(author, third)
    expect(lineage.map(({ parent }) => parent)).toEqual([second, first, third])
    await stateModel(author, first, {})
    expect(await listStatements(author, first), 'nothing is said any more').toEqual([])
  })

  it('are refused where they name no other registered model, or no licence', async () => {
    const [first] = models
    const refusal = async (sent: Promise<unknown>) => {
      const error = await sent.then(
        () => undefined,
        (caught: unknown) => caught,
      )
      expect(error).toBeInstanceOf(ContractRevert)
      return (error as ContractRevert).errorName
    }
    expect(await refusal(stateModel(author, first, { parent: first }))).toBe('RefersToItself')
    expect(await refusal(stateModel(author, first, { parent: digest('dd') }))).toBe('UnknownModel')
    expect(await refusal(stateModel(author, first, { forkReason: 'x'.repeat(257) }))).toBe('TextTooLong')
    expect(await refusal(deprecateModel(author, first, { reason: '', successor: first }))).toBe('RefersToItself')
    expect(await refusal(reinstateModel(author, first))).toBe('NotDeprecated')
    await expect(stateModel(author, first, { licence: 'free for research' })).rejects.toBeInstanceOf(LicenceInvalid)
  })
})
