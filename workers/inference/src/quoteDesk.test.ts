import { InputNotCanonical, type Quote, type TaskTerms } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { createQuoteDesk, type QuoteDeskOptions } from './quoteDesk.ts'
import { modelId, offerOf, other, self, situationOf, taskOf } from './testing.ts'

const client = taskOf().client
const terms: TaskTerms = {
  modelId,
  inputRoot: taskOf().inputRoot,
  inputDigest: taskOf().inputDigest,
  provider: self,
  acceptSec: 20,
  submitSec: 30,
  windowSec: 60,
  token: offerOf().token,
  level: 0,
  traceMode: 0,
  nonce: 7n,
  price: 100n,
  lock: 400n,
}

/** A desk with 1,000 of free stake at second 10, and what it signed. */
const open = (changes: Partial<QuoteDeskOptions> = {}) => {
  const clock = { now: 10n }
  const signed: Quote[] = []
  const desk = createQuoteDesk({
    ...situationOf(),
    quoteSec: 60,
    marginSec: 2,
    readOffer: async () => offerOf(),
    readFreeStake: async () => 1_000n,
    readMinimumLock: async () => 300n,
    chainTime: async () => clock.now,
    prepare: async () => undefined,
    sign: async (quote) => {
      signed.push(quote)
      return { quote, signer: self, signature: '0x00' }
    },
    ...changes,
  })
  return { desk, clock, signed }
}

describe('createQuoteDesk', () => {
  test('Q-1, S-5: binds client and terms, states the largest loss, and expires', async () => {
    const { desk } = open()
    const { quote } = await desk.quote(terms, client)
    expect(quote).toMatchObject({ terms, client, expiry: 70n, maxLoss: 400n })
    const again = await desk.quote(terms, client)
    expect(again.quote.nonce).not.toBe(quote.nonce)
  })

  test.each([
    ['worse than the offer', { price: 99n }, 'the offer asks for 100'],
    ['for another provider', { provider: other }, 'another provider'],
    ['for nobody in particular', { provider: `0x${'0'.repeat(40)}` as const }, 'names its provider'],
    ['with less than the least lock', { lock: 299n }, 'the least is 300'],
    ['with no time to submit', { submitSec: 29 }, 'to submit'],
  ])('refuses terms that are %s', async (_, changes, why) => {
    const { desk, signed } = open()
    await expect(desk.quote({ ...terms, ...changes }, client)).rejects.toThrow(why)
    expect(signed).toEqual([])
  })

  test('T-5: signs for no input that it has not fetched and found canonical', async () => {
    const { desk, signed } = open({
      prepare: async () => {
        throw new InputNotCanonical('its root', '1', '2')
      },
    })
    await expect(desk.quote(terms, client)).rejects.toThrow(InputNotCanonical)
    expect(signed).toEqual([])
  })

  test('Q-1: a quote keeps no stake: whoever asks under a thousand addresses keeps nobody else from one', async () => {
    const { desk, signed } = open()
    const strangers = Array.from({ length: 1_000 }, (_, i) => `0x${(i + 1).toString(16).padStart(40, '0')}` as const)
    for (const stranger of strangers) await desk.quote(terms, stranger)
    expect((await desk.quote(terms, client)).quote).toMatchObject({ client, maxLoss: 400n })
    expect(signed).toHaveLength(1_001)
  })

  test('S-1: what the free stake does not cover now is not quoted', async () => {
    const { desk } = open({ readFreeStake: async () => 399n })
    await expect(desk.quote(terms, client)).rejects.toThrow('it locks 400; 399 of stake is free')
  })

  test('knows how many are outstanding: not those that expired or became tasks, and no more than it may remember', async () => {
    const { desk, clock } = open()
    await desk.quote(terms, client)
    await desk.quote({ ...terms, inputRoot: modelId }, client)
    expect(desk.outstanding(10n)).toBe(2)
    desk.taken({ client, modelId, inputRoot: terms.inputRoot, lock: 400n })
    expect(desk.outstanding(10n)).toBe(1)
    clock.now = 70n
    expect(desk.outstanding(70n)).toBe(0)
    for (let i = 0; i < 10_010; i++) await desk.quote(terms, client)
    expect(desk.outstanding(70n)).toBe(10_000)
  })

  test('gives none where they are turned off', async () => {
    await expect(open({ quoteSec: 0 }).desk.quote(terms, client)).rejects.toThrow('gives no quotes')
  })
})
