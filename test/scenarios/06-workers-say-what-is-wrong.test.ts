import { writeFile } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { ModelTooLarge, QueueUnreachable, SettingsError } from '@assay/keeper'
import { createRunner } from '@assay/keeper/runner'
import { freePort } from '@assay/localnet'
import { formatDeployment } from '@assay/protocol'
import { DeploymentStale, RpcUnreachable, WrongChain } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalNetwork, startLocalNetwork } from '../support/localNetwork.ts'
import { startWorkers } from '../support/startWorkers.ts'
import { publishTinyModel } from '../support/tinyTask.ts'
import { workerProcess } from '../support/workerProcess.ts'

let network: LocalNetwork
let start: ReturnType<typeof startWorkers>

beforeAll(async () => {
  network = await startLocalNetwork()
  start = startWorkers(network)
})
afterAll(() => network?.stop())

const failureOf = async (work: Promise<{ close(): Promise<void> }>): Promise<Error> => {
  const outcome = await work.then(
    async (worker) => {
      await worker.close()
      return undefined
    },
    (error: unknown) => error,
  )
  if (outcome instanceof Error) return outcome
  return expect.fail('the worker started')
}
const deploymentLike = async (changes: object) => {
  const file = path.join(network.dir, `deployment-${JSON.stringify(changes).length}.json`)
  await writeFile(file, formatDeployment({ ...network.deployment, ...changes }))
  return file
}

describe('a worker that cannot start says what is wrong and what to do', () => {
  test('about a missing key, as a process that ends with 1', async () => {
    const worker = workerProcess('settler', network.environment('settler'))
    expect(await worker.ended()).toBe(1)
    expect(worker.process.lastWords()).toContain('ASSAY_SETTLER_KEYSTORE is not set')
  })

  test('about a node that is down', async () => {
    const failure = await failureOf(start.settler({ ASSAY_RPC_URL: 'http://127.0.0.1:1' }))
    expect(failure).toBeInstanceOf(RpcUnreachable)
    expect(failure.message).toContain('http://127.0.0.1:1')
  })

  test('about a chain that is another one', async () => {
    const failure = await failureOf(start.settler({ ASSAY_DEPLOYMENT: await deploymentLike({ chainId: 5 }) }))
    expect(failure).toBeInstanceOf(WrongChain)
    expect(failure.message).toContain('31337')
  })

  test('about a local chain that was started anew', async () => {
    const file = await deploymentLike({ genesis: `0x${'1'.repeat(64)}` })
    expect(await failureOf(start.settler({ ASSAY_DEPLOYMENT: file }))).toBeInstanceOf(DeploymentStale)
  })

  test('about a deployment file that is not there', async () => {
    const failure = await failureOf(start.settler({ ASSAY_DEPLOYMENT: '/nowhere/31337.json' }))
    expect(failure).toBeInstanceOf(SettingsError)
    expect(failure.message).toContain('/nowhere/31337.json')
  })

  test('about a job queue that is down, without its password', async () => {
    const url = `postgresql://postgres:secret@127.0.0.1:${await freePort()}/assay`
    const failure = await failureOf(start.settler({ ASSAY_QUEUE_URL: url }))
    expect(failure).toBeInstanceOf(QueueUnreachable)
    expect(failure.message).not.toContain('secret')
  })

  test('about a port that is in use', async () => {
    const holder = net.createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => holder.once('listening', resolve))
    const { port } = holder.address() as net.AddressInfo
    const failure = await failureOf(start.provider({ ASSAY_PROVIDER_PORT: String(port) }))
    holder.close()
    expect(failure.message).toContain(`:${port}`)
    expect(failure.message).toContain('ASSAY_PROVIDER_PORT')
  })
})

test('a model larger than the limit is refused before anything of it is fetched', async () => {
  const client = await network.as('client')
  const { modelId } = await publishTinyModel(client, network.store)
  const runner = createRunner(client, network.store, { modelsHeld: 1, maxModelBytes: 1_000 })
  await expect(runner.loadModel(modelId)).rejects.toBeInstanceOf(ModelTooLarge)
  await expect(runner.loadModel(modelId)).rejects.toThrow('at most 1000 are allowed')
  await runner.close()
})
