import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import {
  createLogger,
  type HealthReport,
  type MetricRow,
  metricsTable,
  readSettings,
  type WorkerName,
} from '@assay/keeper'
import { readTask } from '@assay/sdk'
import { type CanaryWorker, canarySettings, startCanary } from '@assay/worker-canary'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { alerts } from '../../deploy/observability/alerts.ts'
import { dashboardRows } from '../../deploy/observability/panels.ts'
import { binaryOnPath } from '../support/binaryOnPath.ts'
import { type LocalNetwork, startLocalNetwork } from '../support/localNetwork.ts'
import { startPrometheus } from '../support/prometheus.ts'
import { asSent, parseQuery } from '../support/promql.ts'
import { type Sample, scrape, sumOf } from '../support/scrape.ts'
import { startWorkers } from '../support/startWorkers.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'

const WINDOW_SEC = 600
let network: LocalNetwork
const monitors = new Map<WorkerName, string>()
const samples = new Map<WorkerName, Sample[]>()
const closing: { close(): Promise<unknown> }[] = []
const of = (worker: WorkerName) => samples.get(worker) ?? []

/** Under accounts that nobody else uses; its clock plans nothing as long as this test lasts. */
const startCanaryHere = async (): Promise<CanaryWorker> => {
  const identities = path.join(network.dir, 'identities.json')
  const of = (role: 'stranger' | 'deployer') => ({ name: role, port: 0, privateKey: network.keyOf(role) })
  await writeFile(identities, JSON.stringify([of('stranger'), of('deployer')]))
  return startCanary(
    readSettings(canarySettings, {
      ...network.environment('stranger'),
      ASSAY_CANARY_IDENTITIES: identities,
      ASSAY_CANARY_MONITOR_PORT: '0',
      ASSAY_CANARY_PER_DAY: '1',
    }),
    createLogger('canary', 'silent'),
  )
}

beforeAll(async () => {
  network = await startLocalNetwork()
  const start = startWorkers(network)
  const [client, author, honest, lying] = await Promise.all([
    network.as('client'),
    network.as('stranger'),
    network.as('provider'),
    network.as('liar'),
  ])
  const { modelId } = await publishTinyModel(author, network.store)
  const [provider, liar, watchtower, settler] = await Promise.all([
    start.provider(),
    start.liar(),
    start.watchtower(),
    start.settler(),
  ])
  closing.push(provider, liar, watchtower, settler)
  monitors
    .set('inference', provider.monitorUrl)
    .set('watchtower', watchtower.monitorUrl)
    .set('settler', settler.monitorUrl)
  await offerTinyModel(honest, modelId, provider.url, WINDOW_SEC)
  await offerTinyModel(lying, modelId, liar.url, WINDOW_SEC)
  const request = async (provider: `0x${string}` | undefined, seed: number) =>
    requestTinyTask(client, network.store, { modelId, seed, windowSec: WINDOW_SEC, ...(provider ? { provider } : {}) })
  const truth = await request(honest.account?.address, 1)
  const lie = await request(lying.account?.address, 2)
  await until('the lie is refuted', async () => (await readTask(client, lie)).state === 'Refuted')
  await until('the honest result is checked', async () => {
    const seen = await scrape(watchtower.monitorUrl)
    return sumOf(seen, 'assay_checks_total', { result: 'agrees' }) === 1
  })
  await network.passTime(WINDOW_SEC)
  await until('it is final', async () => (await readTask(client, truth)).state === 'Final')
  await until('the settler has counted it', async () => {
    const seen = await scrape(settler.monitorUrl)
    return sumOf(seen, 'assay_tasks_handled_total', { state: 'Final' }) === 1
  })
  const canary = await startCanaryHere()
  closing.push(canary)
  monitors.set('canary', canary.monitorUrl)
  for (const [worker, url] of monitors) samples.set(worker, await scrape(url))
})
afterAll(async () => {
  await Promise.all(closing.map((each) => each.close()))
  await network?.stop()
})

describe.each(['inference', 'watchtower', 'settler', 'canary'] as const)('%s', (worker) => {
  test('exposes every metric that the table says it has, and no other of ours', () => {
    const bare = new Set(of(worker).map(({ name }) => name.replace(/_(bucket|sum|count)$/, '')))
    const table = Object.values<MetricRow>(metricsTable)
    for (const row of table.filter(({ workers }) => workers.includes(worker)))
      expect(bare, row.name).toContain(row.name)
    const known = new Set(table.filter(({ workers }) => workers.includes(worker)).map(({ name }) => name))
    expect([...bare].filter((name) => name.startsWith('assay_') && !known.has(name))).toEqual([])
  })

  test('has few series, each with its name, and none that names a task or a transaction', () => {
    expect(of(worker).length).toBeLessThan(1_500)
    for (const { labels } of of(worker)) {
      expect(labels.worker).toBe(worker)
      for (const value of Object.values(labels)) expect(value).not.toMatch(/^0x[0-9a-f]{64}$|^task/)
    }
  })
})

test('the provider has counted what it did', () => {
  const value = (name: string, labels = {}) => sumOf(of('inference'), name, labels)
  expect(value('assay_tasks_handled_total', { state: 'Accepted' })).toBe(1)
  expect(value('assay_tasks_handled_total', { state: 'Submitted' })).toBe(1)
  expect(value('assay_transactions_total', { call: 'acceptTask', event: 'mined' })).toBe(1)
  expect(value('assay_transaction_gas_total', { call: 'submitResult' })).toBeGreaterThan(21_000)
  expect(value('assay_transaction_fees_ether_total', { call: 'submitResult' })).toBeGreaterThan(0)
  expect(value('assay_inference_duration_seconds_count')).toBeGreaterThanOrEqual(1)
  expect(value('assay_trace_hash_duration_seconds_sum')).toBeGreaterThan(0)
  expect(value('assay_trace_hashed_bytes_total')).toBeGreaterThan(512)
  expect(value('assay_model_load_duration_seconds_count')).toBe(1)
  expect(value('assay_store_read_bytes_total')).toBeGreaterThan(512)
  expect(value('assay_stake_tokens', { state: 'free' })).toBeGreaterThan(0)
  expect(value('assay_wallet_balance_ether')).toBeGreaterThan(1)
  expect(value('assay_jobs_total', { outcome: 'done' })).toBeGreaterThanOrEqual(1)
  expect(value('assay_open_tasks')).toBe(0)
})

test('the watchtower has counted the honest result, the lie, and its conviction', () => {
  const value = (name: string, labels = {}) => sumOf(of('watchtower'), name, labels)
  expect(value('assay_checks_total', { result: 'agrees' })).toBe(1)
  expect(value('assay_checks_total', { result: 'disagrees' })).toBe(1)
  expect(value('assay_convictions_total', { by: 'self' })).toBe(1)
  expect(value('assay_lies_standing')).toBe(0)
  expect(value('assay_lies_escaped_total')).toBe(0)
  expect(value('assay_tasks_handled_total', { state: 'Refuted' })).toBe(1)
  expect(value('assay_credit_tokens', { token: 'stake' })).toBeGreaterThanOrEqual(0)
})

test('everybody follows the chain and calls its node', () => {
  for (const worker of ['inference', 'watchtower', 'settler'] as const) {
    const value = (name: string, labels = {}) => sumOf(of(worker), name, labels)
    expect(value('assay_follower_block'), worker).toBeGreaterThan(0)
    expect(value('assay_follower_lag_seconds'), worker).toBeLessThan(5)
    expect(value('assay_chain_head_timestamp_seconds'), worker).toBeGreaterThan(1_600_000_000)
    const endpoint = new URL(network.rpcUrl).host
    expect(value('assay_rpc_calls_total', { endpoint, outcome: 'ok' }), worker).toBeGreaterThan(10)
    expect(value('assay_rpc_call_duration_seconds_count', { method: 'eth_getBlockByNumber' }), worker).toBeGreaterThan(
      1,
    )
    expect(value('assay_queue_jobs', { state: 'failed' }), worker).toBe(0)
  }
})

describe('health', () => {
  const get = async (worker: WorkerName, path: string) => {
    const response = await fetch(`${monitors.get(worker)}${path}`)
    return { status: response.status, body: (await response.json()) as HealthReport & { uptimeSec: number } }
  }

  test('live: the process answers', async () => {
    expect(await get('settler', '/health/live')).toMatchObject({ status: 200, body: { ok: true, worker: 'settler' } })
  })

  test('ready: each check says why', async () => {
    const { status, body } = await get('settler', '/health/ready')
    expect({ status, ok: body.ok }).toEqual({ status: 200, ok: true })
    expect(body.checks.map(({ name }) => name)).toEqual(['chain', 'follower', 'queue', 'wallet', 'deadlines'])
    for (const { why } of body.checks) expect(why).not.toBe('')
    expect(body.queue).toMatchObject({ waiting: 0 })
  })

  test('what is not there is said so, and nothing but GET is served', async () => {
    const url = monitors.get('settler') ?? ''
    expect((await fetch(`${url}/health`)).status).toBe(404)
    expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(405)
  })
})

/** Everything that dashboard and alerts ask for. */
const queries = [
  ...Object.values(dashboardRows).flatMap((row) =>
    row.flatMap((panel) => panel.queries.map(({ expr }) => [panel.title, expr] as const)),
  ),
  ...Object.values(alerts).flatMap((rules) => rules.map(({ name, expr }) => [name, expr] as const)),
]

test.each(queries)('%s asks for series that running workers have', (_, expr) => {
  const all = [...samples.values()].flat()
  for (const { metric, matchers } of parseQuery(asSent(expr)).selectors) {
    if (metric === 'up') continue
    const fits = ({ name, labels }: Sample) =>
      name === metric &&
      matchers.every(({ label, operator, value }) => {
        if (label === 'job') return true
        const equal = operator.includes('~')
          ? new RegExp(`^(?:${value})$`).test(labels[label] ?? '')
          : labels[label] === value
        return operator.startsWith('!') ? !equal : equal
      })
    expect(all.some(fits), metric).toBe(true)
  }
})

const binary = binaryOnPath('prometheus', 'PROMETHEUS_BIN')
test.skipIf(binary === undefined)(
  'a real Prometheus finds no series missing and no rule wrong (skipped: no prometheus on the path)',
  async () => {
    const prometheus = await startPrometheus(binary ?? '', [...monitors.values()])
    try {
      for (const panel of Object.values(dashboardRows).flat())
        for (const { expr } of panel.queries)
          expect((await prometheus.query(asSent(expr))).length, `${panel.title}: ${expr}`).toBeGreaterThan(0)
      // all is well, so an alert's expression gives nothing; what it looks at has to be there
      for (const { name, expr } of Object.values(alerts).flat())
        for (const { metric, matchers } of parseQuery(expr).selectors) {
          const selector = `${metric}{${matchers.map((each) => `${each.label}${each.operator}"${each.value}"`).join(',')}}`
          expect((await prometheus.query(selector)).length, `${name}: ${selector}`).toBeGreaterThan(0)
        }
      const { groups } = (await prometheus.get('rules')) as {
        groups: readonly {
          readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[]
        }[]
      }
      const judged = await until('every rule has been evaluated', async () => {
        const all = groups.flatMap((group) => group.rules)
        return all.length === Object.values(alerts).flat().length && all
      })
      expect(
        judged.filter(({ health }) => health === 'err').map(({ name, lastError }) => `${name}: ${lastError}`),
      ).toEqual([])
    } finally {
      await prometheus.stop()
    }
  },
)
