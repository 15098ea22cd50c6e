import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { BinaryMissing, PortInUse } from './errors.ts'
import { foundryBinary } from './foundryBinary.ts'
import { freePort } from './freePort.ts'
import { startAnvil } from './startAnvil.ts'
import { startPostgres } from './startPostgres.ts'
import { startProcess } from './startProcess.ts'

const dirs: string[] = []
const temporary = async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'assay-localnet-'))
  dirs.push(dir)
  return dir
}
afterAll(async () => {
  for (const dir of dirs) await rm(dir, { recursive: true, force: true })
})

const holdPort = async (port: number) => {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return () => new Promise((resolve) => server.close(resolve))
}

describe('localnet', () => {
  test('names the port in use, what it is for and the setting that changes it', async () => {
    const port = await freePort()
    const release = await holdPort(port)
    try {
      await expect(startAnvil({ port })).rejects.toThrow(PortInUse)
      await expect(startAnvil({ port })).rejects.toThrow(`port ${port}, wanted for the Ethereum node, is in use`)
      await expect(startPostgres({ dir: await temporary(), port })).rejects.toThrow('ASSAY_POSTGRES_PORT')
    } finally {
      await release()
    }
  })

  test('the Ethereum node leaves no file behind, however many blocks it made, and can take 100 of them back', async () => {
    const before = process.env.HOME
    const home = await temporary()
    try {
      process.env.HOME = home
      const anvil = await startAnvil()
      const rpc = async (method: string, ...params: unknown[]) => {
        const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
        const headers = { 'content-type': 'application/json' }
        const response = await fetch(anvil.url, { method: 'POST', headers, body })
        return (await response.json()) as { result?: unknown; error?: unknown }
      }
      await rpc('anvil_mine', '0x258')
      expect(await rpc('eth_blockNumber')).toMatchObject({ result: '0x258' })
      expect(await rpc('anvil_reorg', 100, [])).not.toHaveProperty('error')
      await anvil.stop()
    } finally {
      process.env.HOME = before
    }
    const left = await readdir(home, { recursive: true, withFileTypes: true })
    expect(left.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual([])
  })

  test('a missing binary is named with where it was looked for', () => {
    const before = process.env.ANVIL_BIN
    try {
      process.env.ANVIL_BIN = '/chosen/anvil'
      expect(foundryBinary('anvil')).toBe('/chosen/anvil')
    } finally {
      if (before === undefined) delete process.env.ANVIL_BIN
      else process.env.ANVIL_BIN = before
    }
    expect(new BinaryMissing('anvil', '@foundry-rs/anvil-plan9-x64').message).toContain('@foundry-rs/anvil-plan9-x64')
  })

  test('a process that ends by itself is reported with its last words', async () => {
    const failure = await new Promise<Error>((resolve) => {
      startProcess({
        name: 'short',
        command: process.execPath,
        args: ['-e', 'console.error("no room"); process.exit(3)'],
        onUnexpectedExit: resolve,
      })
    })
    expect(failure.message).toContain('short ended with 3')
    expect(failure.message).toContain('no room')
  })

  test('a process that was stopped is not reported', async () => {
    let reported = false
    const running = startProcess({
      name: 'long',
      command: process.execPath,
      args: ['-e', 'setInterval(() => {}, 1000)'],
      onUnexpectedExit: () => {
        reported = true
      },
    })
    await running.stop()
    expect(reported).toBe(false)
    expect(running.child.signalCode).toBe('SIGTERM')
  })

  test('leaves exit codes and signals of the process alone', async () => {
    const script = `
      import { loadEmbeddedPostgres } from './packages/localnet/src/loadEmbeddedPostgres.ts'
      await loadEmbeddedPostgres()
      process.exitCode = process.listenerCount('SIGINT') === 0 ? 7 : 8`
    const ended = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
    expect(ended.status, ended.stderr.toString()).toBe(7)
  })

  test('PostgreSQL keeps its data over a restart and empties a fresh database', async () => {
    const dir = await temporary()
    const { Client } = (await import('pg')).default
    const query = async (url: string, sql: string) => {
      const client = new Client({ connectionString: url })
      await client.connect()
      try {
        return (await client.query(sql)).rows
      } finally {
        await client.end()
      }
    }
    const first = await startPostgres({ dir })
    await query(await first.database('kept'), 'create table t as select 7 as n')
    await first.stop()
    const second = await startPostgres({ dir })
    try {
      expect(await query(await second.database('kept'), 'select n from t')).toEqual([{ n: 7 }])
      expect(await query(await second.freshDatabase('kept'), 'select to_regclass($$t$$) as t')).toEqual([{ t: null }])
    } finally {
      await second.stop()
    }
  })
})
