import { describe, expect, it } from 'vitest'
import { inTurn } from './inTurn.ts'

const never = () => new Promise<string | null>(() => undefined)
const after = (ms: number, value: string | null) => () =>
  new Promise<string | null>((resolve) => setTimeout(() => resolve(value), ms))
const failing = (text: string) => () => Promise.reject(new TypeError(text))
const slow: number[] = []
const ask = (asks: (() => Promise<string | null>)[]) => {
  slow.length = 0
  return inTurn(asks, {
    patienceMs: 30,
    isFinal: (error) => String(error).includes('final'),
    onSlow: (at) => slow.push(at),
  })
}

describe('inTurn', () => {
  it('takes the first that gives something', async () => {
    expect(await ask([after(0, 'a'), failing('unused')])).toEqual({ at: 0, value: 'a' })
    expect(await ask([failing('x'), after(0, null), after(0, 'c')])).toEqual({ at: 2, value: 'c' })
    expect(slow).toEqual([])
  })
  it('asks the next when one is slow, and takes whoever is first', async () => {
    expect(await ask([never, after(0, 'b')])).toEqual({ at: 1, value: 'b' })
    expect(slow).toEqual([0])
    expect(await ask([after(60, 'a'), after(500, 'b')])).toEqual({ at: 0, value: 'a' })
    expect(await ask([after(60, null), after(100, 'b')]), 'the slow one has nothing').toEqual({ at: 1, value: 'b' })
  })
  it('says nothing is there when one has nothing and no other has more', async () => {
    expect(await ask([after(0, null), failing('x')])).toBeUndefined()
    expect(await ask([failing('x'), after(50, null)])).toBeUndefined()
    expect(await ask([])).toBeUndefined()
  })
  it('fails with the first failure when all fail, and at once when one is final', async () => {
    await expect(ask([failing('first'), failing('second')])).rejects.toThrow('first')
    await expect(ask([failing('final'), after(0, 'b')])).rejects.toThrow('final')
    await expect(
      ask([() => new Promise((_, no) => setTimeout(() => no(new TypeError('late')), 60)), failing('x')]),
    ).rejects.toThrow('x')
  })
})
