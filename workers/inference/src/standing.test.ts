import type { AccountView } from '@assay/sdk'
import { expect, test } from 'vitest'
import { standing } from './standing.ts'
import { offerOf, self } from './testing.ts'

const accountOf = (changes: Partial<AccountView> = {}): AccountView => ({
  address: self,
  native: 1n,
  stakeBalance: 0n,
  free: 1_000n,
  locked: 0n,
  unbonding: 0n,
  unbondsAt: 0n,
  stakeCredit: 0n,
  paymentBalance: 0n,
  paymentCredit: 0n,
  ...changes,
})
const offer = offerOf()
const reached = new Set([offer.endpoint])

test('is in order with stake for its offer, gas and an endpoint that leads here', () => {
  expect(standing(accountOf(), [offer], reached)).toEqual({ ok: true, problems: [] })
})

test('says how much stake is missing', () => {
  expect(standing(accountOf({ free: 400n }), [offer], reached).problems).toEqual([
    expect.stringContaining('Deposit 600 more'),
  ])
})

test('does not mind stake that is at work', () => {
  expect(standing(accountOf({ free: 0n, locked: 1_000n }), [offer], reached).ok).toBe(true)
})

test.each([
  ['gas', standing(accountOf({ native: 0n }), [offer], reached)],
  ['an offer', standing(accountOf(), [offerOf({ active: false })], reached)],
  ['a reachable endpoint', standing(accountOf(), [offer], new Set())],
])('names what is wrong without %s', (_, result) => {
  expect(result.ok).toBe(false)
  expect(result.problems).toHaveLength(1)
})
