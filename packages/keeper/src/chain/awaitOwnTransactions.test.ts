import { expect, test } from 'vitest'
import { awaitOwnTransactions } from './awaitOwnTransactions.ts'

const address = `0x${'1'.repeat(40)}` as const
const clientOf = (looks: { latest: number; pending: number }[]) => ({
  getTransactionCount: async ({ blockTag }: { blockTag: 'latest' | 'pending' }) => {
    const look = looks[0]!
    if (blockTag === 'pending' && looks.length > 1) looks.shift()
    return look[blockTag]
  },
})

test('waits for what an earlier life sent', async () => {
  const client = clientOf([
    { latest: 3, pending: 5 },
    { latest: 4, pending: 5 },
    { latest: 5, pending: 5 },
  ])
  expect(await awaitOwnTransactions(client, address, 5_000)).toBe(0)
})

test('says how many are stuck when the time is up', async () => {
  expect(await awaitOwnTransactions(clientOf([{ latest: 3, pending: 5 }]), address, 0)).toBe(2)
})
