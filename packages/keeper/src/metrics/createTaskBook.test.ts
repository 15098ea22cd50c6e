import { expect, test } from 'vitest'
import { idOf } from '../../../../test/support/idOf.ts'
import { createTaskBook } from './createTaskBook.ts'

const task = (number: number, state: 'Requested' | 'Accepted' | 'Submitted' | 'Final') => {
  const at = BigInt(number)
  return { taskId: idOf(number), state, acceptBy: 100n + at, submitBy: 200n + at, finalAt: 300n + at }
}

test('counts open tasks by state, with the nearest of the deadlines that count then', () => {
  const book = createTaskBook()
  for (const id of [3, 1, 2]) book.note(task(id, 'Submitted'))
  book.note(task(4, 'Requested'))
  expect(book.of('Submitted')).toEqual({ count: 3, nearest: 301n })
  expect(book.of('Requested')).toEqual({ count: 1, nearest: 104n })
  expect(book.of('Accepted')).toEqual({ count: 0, nearest: undefined })
})

test('counts the answers that tasks owe, with the nearest of their deadlines, until they are given or the task has ended', () => {
  const book = createTaskBook()
  expect(book.owed()).toEqual({ count: 0, nearest: undefined })
  book.owes(idOf(1), [70n, 50n])
  book.owes(idOf(2), [60n])
  book.note(task(3, 'Submitted'))
  book.owes(idOf(3), [40n])
  expect(book.owed()).toEqual({ count: 4, nearest: 40n })
  book.note(task(3, 'Submitted'))
  expect(book.owed().count, 'a look at the task answers nothing').toBe(4)
  book.note(task(3, 'Final'))
  expect(book.owed()).toEqual({ count: 3, nearest: 50n })
  book.owes(idOf(1), [70n])
  expect(book.owed()).toEqual({ count: 2, nearest: 60n })
  book.owes(idOf(1), [])
  book.forget(idOf(2))
  expect(book.owed()).toEqual({ count: 0, nearest: undefined })
})

test('a task is in one state at a time, and gone when it has ended or is forgotten', () => {
  const book = createTaskBook()
  book.note(task(1, 'Accepted'))
  expect(book.note(task(1, 'Submitted')).state).toBe('Submitted')
  expect(book.of('Accepted').count).toBe(0)
  book.note(task(2, 'Submitted'))
  book.note(task(1, 'Final'))
  book.forget(idOf(2))
  expect(book.of('Submitted')).toEqual({ count: 0, nearest: undefined })
})
