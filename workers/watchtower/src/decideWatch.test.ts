import { expect, test } from 'vitest'
import { decideWatch } from './decideWatch.ts'

const modelId = `0x${'Ab'.repeat(32)}` as const
const task = { state: 'Submitted', modelId } as const
const all = { models: [], share: 1, drawn: 0.999 }

test('checks every submitted result unless told otherwise', () => {
  expect(decideWatch(task, all)).toEqual({ kind: 'check' })
})

test.each(['None', 'Requested', 'Accepted', 'Final', 'Refuted', 'Expired', 'Cancelled'] as const)(
  'leaves a task that is %s',
  (state) => {
    expect(decideWatch({ ...task, state }, all).kind).toBe('leave')
  },
)

test('checks the models it is limited to, however their ids are written', () => {
  expect(decideWatch(task, { ...all, models: [modelId.toLowerCase()] }).kind).toBe('check')
  expect(decideWatch(task, { ...all, models: [`0x${'1'.repeat(64)}`] }).kind).toBe('leave')
})

test('checks a share of them', () => {
  expect(decideWatch(task, { models: [], share: 0.25, drawn: 0.249 }).kind).toBe('check')
  expect(decideWatch(task, { models: [], share: 0.25, drawn: 0.25 }).kind).toBe('leave')
  expect(decideWatch(task, { models: [], share: 0, drawn: 0 }).kind).toBe('leave')
})
