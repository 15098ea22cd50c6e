import { expect, test } from 'vitest'
import { lagMeter } from './lagMeter.ts'

const hash = `0x${'1'.repeat(64)}` as const
const world = (confirmations = 0) => {
  const chain = { head: 10n, down: false, clock: 0 }
  const source = {
    blockAt: async () => {
      if (chain.down) throw new TypeError('down')
      return { block: chain.head, hash }
    },
    eventsIn: async () => [],
    refused: () => new TypeError('refused'),
  }
  return { chain, meter: lagMeter(source, confirmations, 1n, () => chain.clock) }
}

test('time counts from the moment when there was more to read, until it is read', async () => {
  const { chain, meter } = world()
  await meter.source.blockAt('latest')
  meter.onRead(10n)
  chain.clock = 5_000
  expect(meter.lagSec()).toBe(0)
  chain.head = 12n
  await meter.source.blockAt('latest')
  chain.clock = 9_000
  meter.onRead(11n)
  expect(meter.lagSec()).toBe(4)
  meter.onRead(12n)
  expect(meter.lagSec()).toBe(0)
  expect(meter.head()).toBe(12n)
})

test('a node that does not answer is lag, although nothing newer is known', async () => {
  const { chain, meter } = world()
  await meter.source.blockAt('latest')
  meter.onRead(10n)
  chain.down = true
  await expect(meter.source.blockAt('latest')).rejects.toThrow('down')
  chain.clock = 7_000
  expect(meter.lagSec()).toBe(7)
  chain.down = false
  await meter.source.blockAt('latest')
  expect(meter.lagSec()).toBe(0)
})

test('what is not confirmed yet is not to be read yet', async () => {
  const { chain, meter } = world(3)
  await meter.source.blockAt('latest')
  meter.onRead(7n)
  chain.clock = 9_000
  expect(meter.lagSec()).toBe(0)
})

test('before a chain has reached the deployment there is nothing to read', async () => {
  const { chain, meter } = world()
  chain.head = 0n
  await meter.source.blockAt('latest')
  chain.clock = 9_000
  expect(meter.lagSec()).toBe(0)
})
