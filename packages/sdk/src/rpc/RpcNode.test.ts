import type { Transport } from 'viem'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RpcNode } from './RpcNode.ts'

let said: string[]
let node: RpcNode
beforeEach(() => {
  vi.useFakeTimers()
  said = []
  const transport = (() => ({ request: async () => '0x1' })) as unknown as Transport
  node = new RpcNode('http://127.0.0.1:1', transport, (what, detail) => said.push(`${what}: ${detail}`))
})
afterEach(() => void vi.useRealTimers())

const lie = async () => {
  const refuses = () => {
    throw new TypeError('not true')
  }
  await expect(node.askChecked('eth_call', [], refuses)).rejects.toThrow('not true')
}
const restSec = () => {
  let seconds = 0
  for (; node.resting; seconds++) vi.advanceTimersByTime(1_000)
  return seconds
}

test('the more often in a row it says what is not true the longer it is left alone, whatever else it answers', async () => {
  const rests: number[] = []
  for (let i = 0; i < 6; i++) {
    await lie()
    rests.push(restSec())
    await node.ask('eth_chainId', [])
    expect(await node.askChecked('eth_call', [], () => null), 'to have nothing proves nothing').toBeNull()
  }
  expect(rests).toEqual([30, 60, 120, 240, 480, 600])
  expect(said).toEqual(['failed: not true; the others are asked'])
})

test('lies of the same moment count as one', async () => {
  await Promise.all([lie(), lie(), lie()])
  expect(restSec()).toBe(30)
})

test('an answer that is true ends it', async () => {
  await lie()
  restSec()
  expect(await node.askChecked('eth_call', [], (answer) => answer)).toBe('0x1')
  expect(said[1]).toMatch(/^recovered: /)
  await lie()
  expect(restSec()).toBe(30)
  expect(said.map((line) => line.split(':')[0])).toEqual(['failed', 'recovered', 'failed'])
})
