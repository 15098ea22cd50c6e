import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { IdentitiesInvalid, IntentDamaged } from './errors.ts'
import type { Intent } from './Intent.ts'
import { openIntents } from './intentStore.ts'
import { parseIdentities, readIdentities } from './readIdentities.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'assay-canary-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const hex = (digit: string, bytes: number) => `0x${digit.repeat(2 * bytes)}` as `0x${string}`
const intent = (id: string, plannedAt: number): Intent => ({
  ...{ id, plannedAt, modelId: hex('1', 32), client: hex('2', 20), provider: hex('3', 20) },
  ...{ inputRoot: hex('4', 32), inputDigest: hex('5', 32), lock: '7', lie: { node: 1, offset: 2, xor: 3 } },
})

describe('intents', () => {
  test('outlive the process, in the order in which they were planned', async () => {
    const first = await openIntents(path.join(folder, 'a'))
    await first.save(intent('later', 2))
    await first.save(intent('sooner', 1))
    await first.save({ ...intent('later', 2), taskId: idOf(12) })
    const second = await openIntents(path.join(folder, 'a'))
    expect(second.all()).toEqual([intent('sooner', 1), { ...intent('later', 2), taskId: idOf(12) }])
    expect((await readdir(path.join(folder, 'a'))).sort()).toEqual(['later.json', 'sooner.json'])
  })
  test('a damaged one stops the canary: it might be a lie that nobody would convict', async () => {
    await openIntents(path.join(folder, 'b'))
    await writeFile(path.join(folder, 'b', 'x.json'), '{"id":')
    await expect(openIntents(path.join(folder, 'b'))).rejects.toThrow(IntentDamaged)
  })
})

describe('identities', () => {
  const two = [
    { name: 'north', port: 35120, keystore: 'north.json', keystorePasswordFile: 'north.password' },
    { name: 'south', port: 0, remoteSignerUrl: 'http://127.0.0.1:9000', remoteSignerAddress: hex('a', 20) },
  ]
  test('are read with the place of their keys', () => {
    expect(parseIdentities(JSON.stringify(two), 'f')).toMatchObject([
      { name: 'north', port: 35120, signer: { keystore: 'north.json', privateKey: undefined } },
      { name: 'south', port: 0, signer: { remoteSignerAddress: hex('a', 20) } },
    ])
  })
  test.each([
    ['no JSON', '{', 'JSON'],
    ['one account', JSON.stringify(two.slice(1)), 'a list of 2 accounts or more'],
    ['a name twice', JSON.stringify([two[0], two[0]]), 'a different one'],
    ['no name', JSON.stringify([{ port: 1 }, two[1]]), 'account 0, name, has to be there'],
    ['a port out of range', JSON.stringify([{ ...two[0], port: 65_536 }, two[1]]), 'from 0 to 65535'],
    ['half a key', JSON.stringify([{ ...two[0], privateKey: '0x12' }, two[1]]), '64 hexadecimal digits'],
  ])('refuses %s, and says what to change', (_, text, why) => {
    expect(() => parseIdentities(text, 'f')).toThrow(IdentitiesInvalid)
    expect(() => parseIdentities(text, 'f')).toThrow(why)
  })
  test('says when there is no file', async () => {
    await expect(readIdentities(path.join(folder, 'none.json'))).rejects.toThrow('ENOENT')
  })
})
