import { ModelBuilder } from '@assay/proof/testing'
import { expect, test } from 'vitest'
import { lookupModel } from '../../../test/support/lookupModel.ts'
import { tinyModel } from '../../../test/support/tinyModel.ts'
import { prefersReplay } from './prefersReplay.ts'
import { watchtowerSettings } from './settings.ts'

const ANY = 2 ** 24

/** One look-up of so many bytes. */
const lookups = (elements: number) => {
  const builder = new ModelBuilder()
  const x = builder.input('u8', [1, 1, 1, elements])
  builder.node('lookup', 'u8', [1, 1, 1, elements], [x, builder.constant('u8', [1, 1, 1, 256], new Uint8Array(256))])
  return builder.build(8, 8).program
}

test('where the trace is withheld, of programs that fit a transaction', () => {
  expect(prefersReplay(lookupModel().program, ANY)).toBe(true)
  expect(prefersReplay(tinyModel().program, ANY)).toBe(true)
  expect(prefersReplay(lookups(100_000), ANY), 'does not fit').toBe(false)
})

test('never beyond what it may cost', () => {
  const most = Number(watchtowerSettings.replayGas.default)
  expect(prefersReplay(lookupModel().program, most), '2.2 million').toBe(true)
  expect(prefersReplay(tinyModel().program, most), '10.9 million').toBe(false)
  expect(prefersReplay(lookups(10), 0)).toBe(false)
})

test('where a proof is at hand, only if that is dearer', () => {
  expect(prefersReplay(lookups(10), ANY, 0)).toBe(true)
  expect(prefersReplay(lookupModel().program, ANY, 0)).toBe(false)
  expect(prefersReplay(lookups(10), ANY, 1), 'of the padding of the list').toBe(false)
})
