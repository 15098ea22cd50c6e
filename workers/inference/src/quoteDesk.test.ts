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
    quotesPerClient: 16,
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

  test('Q-1: unexpired quotes count against the free stake, expired and taken ones do not', async () => {
    const { desk, clock } = open()
    await desk.quote(terms, client)
    await desk.quote({ ...terms, inputRoot: modelId }, client)
    expect(desk.reserved(10n)).toBe(800n)
    await expect(desk.quote(terms, client)).rejects.toThrow('200 of stake is neither locked nor quoted')
    desk.taken({ client, modelId, inputRoot: terms.inputRoot, lock: 400n })
    expect(desk.reserved(10n)).toBe(400n)
    await desk.quote(terms, client)
    clock.now = 70n
    expect(desk.reserved(70n)).toBe(0n)
    await expect(desk.quote(terms, client)).resolves.toMatchObject({ quote: { expiry: 130n } })
  })

  test('questions at the same moment do not get the same stake', async () => {
    const { desk } = open()
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => desk.quote(terms, client)))
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(desk.reserved(10n)).toBe(800n)
  })

  test('one client cannot hold all of the stake by asking', async () => {
    const { desk } = open({ quotesPerClient: 2, readFreeStake: async () => 10_000n })
    await desk.quote(terms, client)
    await desk.quote(terms, client)
    await expect(desk.quote(terms, client)).rejects.toThrow('holds 2 unexpired quotes')
    await expect(desk.quote(terms, other)).resolves.toBeDefined()
  })

  test('gives none where they are turned off', async () => {
    await expect(open({ quoteSec: 0 }).desk.quote(terms, client)).rejects.toThrow('gives no quotes')
  })
})
