import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { freePort } from '@assay/localnet'
import type { InferenceWorker } from '@assay/worker-inference'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type LocalNetwork, startLocalNetwork } from '../../../../test/support/localNetwork.ts'
import { startWorkers } from '../../../../test/support/startWorkers.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask } from '../../../../test/support/tinyTask.ts'
import { until } from '../../../../test/support/until.ts'
import { runCli } from '../runCli.ts'
import { alarmsOf } from './alarmsOf.ts'
import { duration } from './duration.ts'
import type { Status } from './Status.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const WINDOW_SEC = 600

let network: LocalNetwork
let provider: InferenceWorker
let watchtower: Awaited<ReturnType<ReturnType<typeof startWorkers>['watchtower']>>
let modelId: `0x${string}`
const environment = (workers: readonly string[], rpcUrl = network.rpcUrl) => {
  const { ASSAY_DEPLOYMENT = '' } = network.environment('client')
  return { ASSAY_RPC_URL: rpcUrl, ASSAY_DEPLOYMENT, ASSAY_STATUS_WORKERS: workers.join(',') }
}
const both = () => [provider.monitorUrl, watchtower.monitorUrl]

const status = async (variables: Readonly<Record<string, string>>, ...words: string[]) => {
  let out = ''
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      out += String(chunk)
      return true
    }),
  )
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  try {
    process.exitCode = 0
    await runCli(['status', ...words])
    return { code: Number(process.exitCode), out }
  } finally {
    process.exitCode = 0
    vi.unstubAllEnvs()
    for (const spy of spies) spy.mockRestore()
  }
}
const asJson = async (variables: Readonly<Record<string, string>>, ...words: string[]) =>
  JSON.parse((await status(variables, '--json', ...words)).out)

beforeAll(async () => {
  network = await startLocalNetwork()
  const start = startWorkers(network)
  ;[provider, watchtower] = await Promise.all([start.provider(), start.watchtower()])
  modelId = (await publishTinyModel(await network.as('stranger'), network.store)).modelId
})
afterAll(async () => {
  await Promise.all([provider?.close(), watchtower?.close()])
  await network?.stop()
})

describe('assay status', () => {
  test('a provider without an offer is not ready, and it says what is missing', async () => {
    await until('its standing has been looked at', async () => (await provider.health()).checks.some(({ ok }) => !ok))
    const { code, out } = await status(environment(both()))
    expect(code).toBe(1)
    expect(out).toMatch(/inference +NOT READY/)
    expect(out).toMatch(/watchtower +ready/)
    expect(out).toContain('! inference: standing: no active offer')
  })

  test('shows the network, the stake of the provider that runs here, tasks with deadlines, workers with queues', async () => {
    await offerTinyModel(await network.as('provider'), modelId, provider.url, WINDOW_SEC)
    const client = await network.as('client')
    const request = {
      modelId,
      provider: (await network.as('provider')).account?.address ?? '0x',
      windowSec: WINDOW_SEC,
    }
    await requestTinyTask(client, network.store, { ...request, seed: 1 })
    const nobody = (await network.as('settler')).account?.address ?? '0x'
    await requestTinyTask(client, network.store, { ...request, provider: nobody, seed: 2 })
    await until('one is submitted', async () => {
      const { chain } = await asJson(environment(both()))
      return chain.tasks.find(({ state }: { state: string }) => state === 'Submitted').count === 1
    })
    const { out } = await status(environment(both()))
    expect(out).toContain(`network    chain 31337 at ${network.rpcUrl}`)
    expect(out).toContain(network.deployment.contracts.optimisticVerifier)
    expect(out).toContain('stake      4900 ASSAY free, 100 ASSAY locked, 0 ASSAY unbonding')
    expect(out).toMatch(/Requested +1 +0 +task 0x[0-9a-f]{16} has (9 min \d+ s to be accepted|10 min to be)/)
    expect(out).toMatch(/Accepted +0 +0 +-/)
    expect(out).toMatch(/Submitted +1 +1 +task 0x[0-9a-f]{16} has .* to become final/)
    // its job may be running at this very moment
    expect(out).toMatch(/watchtower +ready +\d+ +\d+ +\d+ +\d+ +0 +http/)
  })

  test('as the client, whose tasks both are; as JSON, with whole numbers as text', async () => {
    const body = await asJson(environment(both()), '--account', (await network.as('client')).account?.address ?? '')
    expect(body.chain).toMatchObject({ reached: true, chainId: 31337 })
    expect(body.chain.account.native).toMatch(/^\d+$/)
    expect(body.chain.tasks.map(({ ours }: { ours: number }) => ours)).toEqual([1, 0, 1])
    expect(body.workers).toMatchObject([{ up: true, report: { worker: 'inference' } }, { up: true }])
  })

  test('a worker that does not answer is DOWN, with the reason and what to do; the others are shown', async () => {
    const dead = `http://127.0.0.1:${await freePort()}`
    const { code, out } = await status(environment([watchtower.monitorUrl, dead]))
    expect(code).toBe(1)
    expect(out).toMatch(new RegExp(`DOWN .* ${dead}`))
    expect(out).toContain(`! worker: ${dead}: it does not answer: ECONNREFUSED`)
    expect(out).toContain('docs/runbooks/worker-down.md')
    expect(out).toMatch(/watchtower +ready/)
  })

  test('what answers but is no worker is said so; what never answers is not waited for', async () => {
    const page = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1')
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await Promise.all([page, silent].map((server) => new Promise((resolve) => server.once('listening', resolve))))
    const [pageUrl, silentUrl] = [page, silent].map(
      (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    )
    const { out } = await status(environment([pageUrl ?? '', silentUrl ?? '']))
    silent.closeAllConnections()
    for (const server of [page, silent]) server.close()
    expect(out).toContain(`${pageUrl}: what answers there is no worker`)
    expect(out).toContain(`${silentUrl}: it does not answer: no answer within 3 s`)
  })

  test('a node that is down is an alarm, and the workers are shown all the same', async () => {
    const { code, out } = await status(environment(both(), 'http://127.0.0.1:1'))
    expect(code).toBe(1)
    expect(out).toContain('network    http://127.0.0.1:1 is not reached')
    expect(out).toContain('! chain: ')
    expect(out).toMatch(/watchtower +ready/)
  })

  test('wrong use ends with 2', async () => {
    expect((await status(environment(both()), '--account', 'me')).code).toBe(2)
    expect((await status(environment(both()), '--blocks', '-1')).code).toBe(2)
    expect((await status(environment(both()), '--watch', 'often')).code).toBe(2)
  })

  test('--watch looks again until Ctrl-C, one JSON object a line, and ends with 0', async () => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'assay', 'status', '--watch', '1', '--json'], {
      cwd: root,
      env: { ...process.env, ...environment(both()) },
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    await until('it has looked twice', () => out.split('\n').length > 2)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    const [first, second] = out.split('\n').map((line) => (line === '' ? undefined : JSON.parse(line)))
    expect(Date.parse(second.at)).toBeGreaterThan(Date.parse(first.at))
  })

  test('a task past its deadline is an alarm that names the exit', async () => {
    await network.passTime(WINDOW_SEC + 100)
    const { code, out } = await status(environment(both()))
    expect(code).toBe(1)
    expect(out).toMatch(
      /! task 0x[0-9a-f]{64}: Submitted although its deadline passed \d+ s ago\. Anybody may call its exit: assay settle\./,
    )
  })
})

describe('alarmsOf', () => {
  const chain = {
    reached: true,
    node: 'n',
    chainId: 1,
    block: 1n,
    headAgeSec: 500,
    contracts: {},
    fromBlock: 0n,
    tasks: [],
  } as const

  test('a stale head is one, except on a local chain, which mines when there is something to mine', () => {
    expect(alarmsOf({ chain, workers: [] })).toMatchObject([expect.stringContaining('no new block for 500 s')])
    expect(alarmsOf({ chain: { ...chain, chainId: 31337 }, workers: [] })).toEqual([])
  })

  test('an account without gas is one', () => {
    const account = { address: '0x1', native: 0n } as unknown as NonNullable<
      Extract<Status['chain'], { reached: true }>['account']
    >
    expect(alarmsOf({ chain: { ...chain, headAgeSec: 1, account }, workers: [] })).toMatchObject([
      expect.stringContaining('nothing to pay gas with'),
    ])
  })
})

test.each([
  [0, '0 s'],
  [59.6, '1 min'],
  [550, '9 min 10 s'],
  [-90, '1 min 30 s'],
  [3_600, '1 h'],
  [93_784, '1 d 2 h'],
])('duration of %d s is %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text)
})
