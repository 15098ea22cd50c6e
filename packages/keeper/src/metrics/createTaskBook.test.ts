import { expect, test } from 'vitest'
import { createTaskBook } from './createTaskBook.ts'

const task = (taskId: bigint, state: 'Requested' | 'Accepted' | 'Submitted' | 'Final') => ({
  ...{ taskId, state, acceptBy: 100n + taskId, submitBy: 200n + taskId, finalAt: 300n + taskId },
})

test('counts open tasks by state, with the nearest of the deadlines that count then', () => {
  const book = createTaskBook()
  for (const id of [3n, 1n, 2n]) book.note(task(id, 'Submitted'))
  book.note(task(4n, 'Requested'))
  expect(book.of('Submitted')).toEqual({ count: 3, nearest: 301n })
  expect(book.of('Requested')).toEqual({ count: 1, nearest: 104n })
  expect(book.of('Accepted')).toEqual({ count: 0, nearest: undefined })
})

test('counts the answers that tasks owe, with the nearest of their deadlines, until they are given or the task has ended', () => {
  const book = createTaskBook()
  expect(book.owed()).toEqual({ count: 0, nearest: undefined })
  book.owes(1n, [70n, 50n])
  book.owes(2n, [60n])
  book.note(task(3n, 'Submitted'))
  book.owes(3n, [40n])
  expect(book.owed()).toEqual({ count: 4, nearest: 40n })
  book.note(task(3n, 'Submitted'))
  expect(book.owed().count, 'a look at the task answers nothing').toBe(4)
  book.note(task(3n, 'Final'))
  expect(book.owed()).toEqual({ count: 3, nearest: 50n })
  book.owes(1n, [70n])
  expect(book.owed()).toEqual({ count: 2, nearest: 60n })
  book.owes(1n, [])
  book.forget(2n)
  expect(book.owed()).toEqual({ count: 0, nearest: undefined })
})

test('a task is in one state at a time, and gone when it has ended or is forgotten', () => {
  const book = createTaskBook()
  book.note(task(1n, 'Accepted'))
  expect(book.note(task(1n, 'Submitted')).state).toBe('Submitted')
  expect(book.of('Accepted').count).toBe(0)
  book.note(task(2n, 'Submitted'))
  book.note(task(1n, 'Final'))
  book.forget(2n)
  expect(book.of('Submitted')).toEqual({ count: 0, nearest: undefined })
})
