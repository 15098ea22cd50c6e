import type { AccountView } from '@assay/sdk'
import { expect, test } from 'vitest'
import { type GasPayer, standing } from './standing.ts'
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
const payer: GasPayer = { address: self, native: 1n }

test('is in order with stake for its offer, gas and an endpoint that leads here', () => {
  expect(standing(accountOf(), [offer], reached, payer)).toEqual({ ok: true, problems: [] })
})

test('says how much stake is missing', () => {
  expect(standing(accountOf({ free: 400n }), [offer], reached, payer).problems).toEqual([
    expect.stringContaining('Deposit 600 more'),
  ])
})

test('does not mind stake that is at work', () => {
  expect(standing(accountOf({ free: 0n, locked: 1_000n }), [offer], reached, payer).ok).toBe(true)
})

test.each([
  ['gas', standing(accountOf(), [offer], reached, { ...payer, native: 0n })],
  ['an offer', standing(accountOf(), [offerOf({ active: false })], reached, payer)],
  ['a reachable endpoint', standing(accountOf(), [offer], new Set(), payer)],
])('names what is wrong without %s', (_, result) => {
  expect(result.ok).toBe(false)
  expect(result.problems).toHaveLength(1)
})

test('asks for gas where the key is that sends: an operator of a provider that has none', () => {
  const key = '0x00000000000000000000000000000000000000aa'
  const poor = accountOf({ native: 0n })
  expect(standing(poor, [offer], reached, { address: key, native: 1n }).ok).toBe(true)
  expect(standing(accountOf(), [offer], reached, { address: key, native: 0n }).problems).toEqual([
    expect.stringContaining(`${key} has nothing to pay gas with`),
  ])
})
