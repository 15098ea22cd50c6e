import { describe, expect, test } from 'vitest'
import { createLogger } from './createLogger.ts'
import { tame } from './tame.ts'

describe('tame', () => {
  test('bytes, in whatever they hide, become their length', () => {
    const bytes = Uint8Array.from({ length: 512 }, (_, i) => i)
    const hidden = { trace: { tensors: [bytes, new Float32Array(8)] }, raw: bytes.buffer, buffer: Buffer.from(bytes) }
    expect(tame(hidden)).toEqual({
      trace: { tensors: ['(512 bytes)', '(32 bytes)'] },
      raw: '(512 bytes)',
      buffer: '(512 bytes)',
    })
  })

  test('a tensor as a list of numbers, or as a hexadecimal text, is not written out', () => {
    expect(tame(Array.from({ length: 100 }, () => 7))).toBe('(100 items)')
    expect(String(tame(`0x${'ab'.repeat(60_000)}`)).length).toBeLessThan(2_100)
    expect(tame(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i, i])))).toBe('(100 fields)')
  })

  test('ids, roots and short lists stay whole', () => {
    const facts = {
      task: '12',
      root: `0x${'1'.repeat(64)}`,
      gas: 21_000n,
      checks: [{ ok: true, why: 'it is' }],
      none: null,
    }
    expect(tame(facts)).toEqual({ ...facts, gas: '21000' })
  })

  test('an error keeps type, message, stack, facts and cause, each cut', () => {
    class Refused extends Error {
      readonly taskId = 12n
      readonly proof = new Uint8Array(9)
    }
    const tamed = tame(new Refused('x'.repeat(5_000), { cause: new TypeError('below') })) as Record<string, unknown>
    expect(tamed).toMatchObject({
      type: 'Refused',
      taskId: '12',
      proof: '(9 bytes)',
      cause: { type: 'TypeError', message: 'below' },
    })
    expect(String(tamed.message)).toContain('(5000 characters)')
    expect(String(tamed.stack).length).toBeLessThan(2_100)
  })

  test('a thing that holds itself comes to an end', () => {
    const loop: { self?: unknown } = {}
    loop.self = loop
    expect(JSON.stringify(tame(loop))).toContain('(more)')
  })
})

test('no line of a log holds a tensor, nor is it longer than some kilobytes, whatever was logged', () => {
  const lines: string[] = []
  const log = createLogger('watchtower', 'debug', { write: (line: string) => void lines.push(line) })
  const tensor = Uint8Array.from({ length: 100_000 }, (_, i) => i & 0xff)
  const error = Object.assign(new TypeError(`Request body: 0x${Buffer.from(tensor).toString('hex')}`), { tensor })
  log.error({ stage: 'check', error, tensor, list: [...tensor] }, error.message)
  log.child({ trace: tensor }).info(`all of it: ${[...tensor].join()}`)
  expect(lines.length).toBe(2)
  for (const line of lines) {
    expect(line.length).toBeLessThan(16_000)
    expect(() => JSON.parse(line)).not.toThrow()
  }
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    tensor: '(100000 bytes)',
    list: '(100000 items)',
    error: { type: 'TypeError' },
  })
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ trace: '(100000 fields)' })
})
