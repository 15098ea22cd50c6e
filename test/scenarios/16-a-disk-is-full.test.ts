import { execFile } from 'node:child_process'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Assay, readTask } from '@assay/sdk'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventsOf, servedOnce } from '../support/eventsOf.ts'
import { type LocalNetwork, startLocalNetwork } from '../support/localNetwork.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'
import { type WorkerProcess, workerProcess } from '../support/workerProcess.ts'

const WINDOW_SEC = 600
const DISK = '256k'
const run = promisify(execFile)
const parent = '/dev/shm'
const dir = path.join(parent, `assay-disk-${process.pid}`)

/** A file system of its own that can be filled: only root may make one, and not in every container. */
const refused = await (async () => {
  try {
    await mkdir(dir)
    await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'assay', dir])
    return undefined
  } catch (error) {
    await rm(dir, { recursive: true, force: true })
    return error instanceof Error ? error.message : String(error)
  }
})()
if (refused !== undefined) console.warn(`SKIPPED: a full disk: no small file system can be mounted here: ${refused}`)

const fill = async () => {
  const filler = path.join(dir, 'filler')
  await expect(writeFile(filler, new Uint8Array(2 ** 20)), 'the disk takes no more').rejects.toThrow('ENOSPC')
  return () => rm(filler)
}

describe.skipIf(refused !== undefined)('a provider whose disk is full', () => {
  let network: LocalNetwork
  let client: Assay
  let worker: WorkerProcess
  let modelId: `0x${string}`
  let said = ''
  const start = async () => {
    said = ''
    worker = workerProcess('inference', {
      ...network.environment('provider'),
      ASSAY_DATA_DIR: dir,
      ASSAY_PROVIDER_KEY: network.keyOf('provider'),
      ASSAY_PROVIDER_PORT: '0',
    })
    worker.process.child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    await worker.ready()
  }
  beforeAll(async () => {
    network = await startLocalNetwork()
    client = await network.as('client')
    modelId = (await publishTinyModel(client, network.store)).modelId
    await offerTinyModel(await network.as('provider'), modelId, 'http://127.0.0.1:9', WINDOW_SEC)
    await start()
  })
  afterAll(async () => {
    await worker?.stop()
    await network?.stop()
    await run('umount', [dir])
    await rm(dir, { recursive: true, force: true })
  })

  const ask = (seed: number) => requestTinyTask(client, network.store, { modelId, seed, windowSec: WINDOW_SEC })
  const reaches = (taskId: Hex, state: string) =>
    until(`task ${taskId} is ${state}`, async () => (await readTask(client, taskId)).state === state)

  test('accepts nothing that it could not keep, says where space is wanted, and goes on when there is some', async () => {
    const free = await fill()
    const taskId = await ask(401)
    await until('it says so', () => /No task is accepted.*ENOSPC.*Free space there, or set ASSAY_DATA_DIR/.test(said))
    expect((await readTask(client, taskId)).state).toBe('Requested')
    expect(worker.process.child.exitCode, 'still runs').toBeNull()
    await free()
    await reaches(taskId, 'Submitted')
    expect(await eventsOf(client, taskId)).toMatchObject({ ...servedOnce, TaskFinalised: 0 })
  })

  test('that fills up again after a restart without a cursor, does each task once', async () => {
    const first = await ask(402)
    await reaches(first, 'Submitted')
    await worker.stop()
    await rm(path.join(dir, 'cursors'), { recursive: true, force: true })
    const free = await fill()
    await start()
    await until('it says what cannot be written', () => /how far the chain was read cannot be written to/.test(said))
    await free()
    const second = await ask(403)
    await reaches(second, 'Submitted')
    await until('the cursor is written', async () =>
      (await readdir(path.join(dir, 'cursors')).catch(() => [])).some((name) => name.endsWith('.json')),
    )
    for (const taskId of [first, second])
      expect(await eventsOf(client, taskId)).toMatchObject({ ...servedOnce, TaskFinalised: 0 })
  })
})
