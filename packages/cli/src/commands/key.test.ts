import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runCli } from '../runCli.ts'

let dir: string
let passwordFile: string
const at = (name: string) => path.join(dir, name)

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'assay-key-'))
  passwordFile = at('password')
  await writeFile(passwordFile, 'swordfish swordfish\n')
})
afterAll(() => rm(dir, { recursive: true }))

const assay = async (...words: string[]) => {
  let said = ''
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      said += String(chunk)
      return true
    }),
  )
  try {
    process.exitCode = 0
    await runCli(['key', ...words, '--password-file', passwordFile])
    return { code: Number(process.exitCode), said }
  } finally {
    process.exitCode = 0
    for (const spy of spies) spy.mockRestore()
  }
}

test('a new key is in a keystore that only its owner reads, and is said nowhere', async () => {
  const { code, said } = await assay('new', at('new.json'), '--json')
  expect(code, said).toBe(0)
  const { address } = JSON.parse(said)
  expect((await stat(at('new.json'))).mode & 0o777).toBe(0o600)
  expect(JSON.parse(await readFile(at('new.json'), 'utf8')).address).toBe(address.slice(2).toLowerCase())
  const again = await assay('new', at('new.json'))
  expect(again.code).toBe(1)
  expect(again.said).toContain('is not overwritten')
  expect((await assay('show', at('new.json'))).said, 'the first key').toContain(`${address} in`)
})

test('a key that one has is imported from a file, not from an argument, and is not repeated when it is wrong', async () => {
  const key = generatePrivateKey()
  await writeFile(at('raw'), `${key.slice(2)}\n`)
  const imported = await assay('import', at('imported.json'), '--key-file', at('raw'))
  expect(imported.said).toContain(privateKeyToAddress(key))
  expect(imported.said).not.toContain(key.slice(2))
  await writeFile(at('raw'), `${key}ff`)
  const wrong = await assay('import', at('wrong.json'), '--key-file', at('raw'))
  expect(wrong.code).toBe(2)
  expect(wrong.said).toContain('64 hexadecimal digits')
  expect(wrong.said).not.toContain(key.slice(2))
})

test('a wrong password and a missing file say so', async () => {
  await writeFile(passwordFile, 'another password')
  const wrong = await assay('show', at('new.json'))
  expect(wrong.code).toBe(1)
  expect(wrong.said).toContain('the password does not open')
  expect((await assay('show', at('gone.json'))).said).toContain('assay key new')
})
