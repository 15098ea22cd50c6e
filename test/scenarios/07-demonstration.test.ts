import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@assay/localnet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../support/until.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const PORTS = ['RPC', 'POSTGRES', 'STORE', 'GATEWAY', 'PROVIDER', 'LIAR'] as const

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'assay-demonstration-'))
})
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

/** `npm start`, but for the set-up, in a directory and on ports of its own. */
const start = async (words: readonly string[] = [], settings: Readonly<Record<string, string>> = {}) => {
  const ports = Object.fromEntries(
    await Promise.all(PORTS.map(async (name) => [`ASSAY_${name}_PORT`, String(await freePort())] as const)),
  )
  const env = { ...process.env, ...ports, ASSAY_LOCAL_DIR: dir, ASSAY_LOCAL_WINDOW_SEC: '5', ...settings }
  const child = spawn(process.execPath, ['scripts/run.mjs', 'start', ...words], { cwd: root, env })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, ports, code, said: () => said }
}

/** Whether anything listens on one of the ports. */
const listening = (port: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(Number(port), '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

const nothingListens = async (ports: Record<string, string>) => {
  for (const [name, port] of Object.entries(ports))
    expect(await listening(port), `${name} ${port} is free again`).toBe(false)
}

describe('the local network', { timeout: 1_800_000 }, () => {
  test('plays the demonstration, ends with 0, and leaves no process behind', async () => {
    const { code, said, ports } = await start(['--demo-only'])
    expect(await code, said()).toBe(0)
    expect(said()).toMatch(/the answer is 7; the digit is a 7/)
    expect(said()).toMatch(/claim {7}WrongElement at node \d+ \(\w+, .*\), element \d+/)
    expect(said()).toMatch(/committed {3}\S+\n {4}recomputed {2}\S+/)
    expect(said()).toContain('the honest provider was paid, the liar was slashed')
    await nothingListens(ports)
  })

  test('stays up listing what it runs, and stops everything at SIGINT', async () => {
    const { child, code, said, ports } = await start()
    await until('it is up', () => said().includes('stop    Ctrl-C'), 1_200_000)
    for (const port of Object.values(ports)) expect(said()).toContain(port)
    const deployment = JSON.parse(await readFile(path.join(root, 'deployments/31337.json'), 'utf8'))
    expect(said()).toContain(deployment.contracts.optimisticVerifier)
    ;(child as ChildProcess).kill('SIGINT')
    expect(await code, said()).toBe(0)
    await nothingListens(ports)
  })

  test('names a port in use, what it is for and the setting that changes it', async () => {
    const server = net.createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { code, said } = await start(['--demo-only'], { ASSAY_STORE_PORT: String(port) })
    expect(await code).toBe(1)
    expect(said()).toContain(`port ${port}, wanted for the content store, is in use`)
    expect(said()).toContain('ASSAY_STORE_PORT')
    await new Promise((resolve) => server.close(resolve))
  })
})
