// `npm run soak -- [tasks] [provider processes]`: many tasks through one machine's keepers, each a process of its own as in production;
// prints and writes bench/soak.json. Every task must end Final, and be paid once. Exit code 1 if one does not, or if memory grows.
import { readFile, writeFile } from 'node:fs/promises'
import os from 'node:os'
import { freePort } from '@assay/localnet'
import { optimisticVerifierAbi } from '@assay/protocol'
import { publishInput, publishOffer, readMinimumLock, requestTask } from '@assay/sdk'
import { startLocalNetwork } from '../test/support/localNetwork.ts'
import { tinyModel } from '../test/support/tinyModel.ts'
import { publishTinyModel, tinyInput } from '../test/support/tinyTask.ts'
import { workerProcess } from '../test/support/workerProcess.ts'
import type { Figure } from './Figure.ts'
import { median } from './median.ts'

const TASKS = Number(process.argv[2] ?? 10_000)
const PROVIDERS = Number(process.argv[3] ?? 1)
const CLIENTS = 8
const MAX_OPEN = 200
const SAMPLE_MS = 2_000
const STALLED_MS = 300_000
const PRICE = 10_000n
const WINDOW_SEC = 1
/** Growth of the last quarter over the second: the first is for loading and just-in-time compilation. */
const MAX_GROWTH = 1.25

const rssMiB = async (pid: number): Promise<number> =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1] ?? 0) / 1_024
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const network = await startLocalNetwork()
const client = await network.as('client')
const provider = await network.as('provider')
const { modelId } = await publishTinyModel(client, network.store)
const lock = await readMinimumLock(client, modelId)
const token = client.contracts.paymentToken ?? '0x'
const ports = await Promise.all(Array.from({ length: PROVIDERS }, () => freePort()))
const endpoint = `http://127.0.0.1:${ports[0]}`
const terms = { price: PRICE, lock, submitSec: 600, windowSec: WINDOW_SEC } as const
await publishOffer(provider, { modelId, token, ...terms, endpoint })

const common = { ...network.environment('provider'), ASSAY_CONCURRENCY: '16', ASSAY_LOG_LEVEL: 'warn' }
const workers = [
  ...ports.map((port, i) => ({
    name: `inference ${i + 1}`,
    worker: workerProcess('workers/inference/src/index.ts', {
      ...common,
      ASSAY_DATA_DIR: `${network.dir}/provider-${i}`,
      ASSAY_PROVIDER_KEY: network.keyOf('provider'),
      ASSAY_PROVIDER_PORT: String(port),
    }),
  })),
  {
    name: 'watchtower',
    worker: workerProcess('workers/watchtower/src/index.ts', {
      ...common,
      ...network.environment('watchtower'),
      ASSAY_WATCHTOWER_KEY: network.keyOf('watchtower'),
      ASSAY_WATCHTOWER_LOCAL_ENDPOINTS: 'yes',
    }),
  },
  {
    name: 'settler',
    worker: workerProcess('workers/settler/src/index.ts', {
      ...common,
      ...network.environment('settler'),
      ASSAY_SETTLER_KEY: network.keyOf('settler'),
      ASSAY_SETTLER_SWEEP_SEC: '1',
      ASSAY_CONCURRENCY: '16',
    }),
  },
] as const

let failed: string | undefined
try {
  await Promise.all(workers.map(({ worker }) => worker.ready()))
  const finalised = new Map<bigint, number>()
  const memory = new Map<string, number[]>(workers.map(({ name }) => [name, []]))
  let requested = 0
  let next = 0
  let ended = false
  const started = performance.now()
  const program = tinyModel().program
  const ask = async () => {
    while (next < TASKS && failed === undefined) {
      const seed = next++
      while (requested - finalised.size > MAX_OPEN && failed === undefined) await pause(20)
      const input = await publishInput(network.store, program, [tinyInput(seed % 997)])
      await requestTask(client, {
        modelId,
        ...input,
        ...terms,
        provider: provider.account?.address ?? '0x',
        acceptSec: 600,
      })
      requested += 1
    }
  }
  const count = async () => {
    let from = network.deployment.startBlock
    let movedAt = Date.now()
    while (finalised.size < TASKS && failed === undefined) {
      const head = await client.publicClient.getBlockNumber()
      if (head >= from) {
        const logs = await client.publicClient.getContractEvents({
          address: client.contracts.optimisticVerifier,
          abi: optimisticVerifierAbi,
          eventName: 'TaskFinalised',
          fromBlock: from,
          toBlock: head,
          strict: true,
        })
        for (const { args } of logs) finalised.set(args.taskId, (finalised.get(args.taskId) ?? 0) + 1)
        if (logs.length > 0) movedAt = Date.now()
        from = head + 1n
      }
      if (Date.now() - movedAt > STALLED_MS) failed = `nothing was finalised for ${STALLED_MS / 1_000} s`
      await pause(200)
    }
    ended = true
  }
  const sample = async () => {
    while (!ended) {
      for (const { name, worker } of workers) memory.get(name)?.push(await rssMiB(worker.process.pid))
      process.stderr.write(
        `${finalised.size} of ${TASKS} final after ${Math.round((performance.now() - started) / 1_000)} s\n`,
      )
      await pause(SAMPLE_MS)
    }
  }
  await Promise.all([...Array.from({ length: CLIENTS }, ask), count(), sample()])
  const seconds = (performance.now() - started) / 1_000
  const twice = [...finalised.values()].filter((times) => times > 1).length
  if (twice > 0) failed = `${twice} tasks were finalised more than once`
  const how = `${PROVIDERS} provider process${PROVIDERS === 1 ? '' : 'es'}, a watchtower that re-runs each, a settler; PostgreSQL queue; ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)} at the end`
  const figures: Figure[] = [
    {
      name: 'soak.tasks_per_s',
      value: finalised.size / seconds,
      unit: 'tasks/s',
      note: `${finalised.size} of ${TASKS} tasks final in ${Math.round(seconds)} s: ${how}`,
    },
  ]
  for (const [name, samples] of memory) {
    const quarter = Math.max(1, Math.floor(samples.length / 4))
    const early = median(samples.slice(quarter, 2 * quarter))
    const late = median(samples.slice(-quarter))
    figures.push({
      name: `soak.memory ${name}`,
      value: late,
      unit: 'MiB',
      note: `resident in the last quarter; ${Math.round(early)} in the second`,
    })
    if (samples.length >= 40 && late > early * MAX_GROWTH)
      failed = `the memory of ${name} grew from ${Math.round(early)} to ${Math.round(late)} MiB`
  }
  const rounded = figures.map((figure) => ({ ...figure, value: Number(figure.value.toPrecision(4)) }))
  for (const { name, value, unit, note } of rounded)
    process.stdout.write(`${name.padEnd(28)} ${value} ${unit}  ${note}\n`)
  await writeFile(new URL('soak.json', import.meta.url), `${JSON.stringify(rounded, null, 2)}\n`)
} finally {
  await Promise.all(workers.map(({ worker }) => worker.stop()))
  await network.stop()
}
if (failed !== undefined) process.stderr.write(`${failed}\n`)
process.exit(failed === undefined ? 0 : 1)
