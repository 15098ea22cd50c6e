// `npm run soak -- [options]` (see --help): many tasks through one machine's keepers, each a process of its own as in production
// and with the settings that it has there, but for the tasks handled at a time and the traces held. Several provider processes share one queue and one
// stake; each has an operator's key. Prints and writes bench/soak.json, or soak-<what differs>.json (docs/decisions/0024-throughput.md says what the figures mean).
// With `--backlog` all of them are open before the keepers start, but for a provider that is killed among its first hundred transactions.
// Every task must end Final, accepted, submitted and paid once. Exit code 1 if one does not, or if memory grows.
import { readFile, writeFile } from 'node:fs/promises'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { devAccount, freePort } from '@assay/localnet'
import { optimisticVerifierAbi } from '@assay/protocol'
import {
  localRules,
  publishInput,
  publishModel,
  publishOffer,
  readAccount,
  readMinimumLock,
  requestTask,
  setOperator,
  type TaskView,
} from '@assay/sdk'
import { ensureBuild } from '../scripts/build/ensureBuild.mjs'
import type { ProgramName } from '../scripts/build/programs.mjs'
import { roles, startLocalNetwork } from '../test/support/localNetwork.ts'
import { workerProcess } from '../test/support/workerProcess.ts'
import type { Figure } from './Figure.ts'
import { median } from './median.ts'
import { processTree } from './processTree.ts'
import { soakModels } from './soakModels.ts'
import { readSoakOptions } from './soakOptions.ts'

const options = readSoakOptions(process.argv.slice(2))
const { tasks: TASKS, providers: PROVIDERS, backlog: BACKLOG, watched: WATCHED } = options
/** Each waits for its request to be mined, a block, before the next. */
const CLIENTS = 40
const MAX_OPEN = BACKLOG ? Number.POSITIVE_INFINITY : 400
/** The last transaction that the killed provider saw mined. */
const KILLED_AFTER = 100
const SAMPLE_MS = 2_000
const STALLED_MS = 300_000
const PRICE = 10_000n
const WINDOW_SEC = 1
/** Growth of the last quarter over the second: the first is for loading and just-in-time compilation. */
const MAX_GROWTH = 1.25

const rssMiB = async (pid: number): Promise<number> =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1] ?? 0) / 1_024
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const programs = await ensureBuild(fileURLToPath(new URL('..', import.meta.url)), (line) =>
  process.stderr.write(`${line}\n`),
)
const start = (program: ProgramName, environment: Readonly<Record<string, string>>) =>
  workerProcess(program, environment, programs)

const network = await startLocalNetwork()
const client = await network.as('client')
const provider = await network.as('provider')
const { make, inputShape, outputShape } = soakModels[options.model]
const model = make()
const tensor = (name: string, shape: readonly number[], order: 'channels-last' | 'row-major') =>
  ({ name, shape: [...shape], order, integer: true, dtype: 'u8', scale: 1, zero: 0 }) as const
const [batch, height, width, channels] = inputShape
const { modelId } = await publishModel(client, network.store, {
  model,
  about: {
    name: options.model,
    description: 'a network with seeded weights, for measurements',
    licence: 'MIT',
    inputs: [tensor('image', [batch, channels, height, width], 'channels-last')],
    outputs: [tensor('scores', outputShape, 'row-major')],
  },
})
/** Another image for each seed. */
const imageOf = (seed: number) =>
  Uint8Array.from(
    { length: batch * height * width * channels },
    (_, i) => (i * 37 + seed * 101 + (i >> 3) * seed) & 0xff,
  )
const lock = await readMinimumLock(client, modelId)
const token = client.contracts.paymentToken ?? '0x'
const ports = await Promise.all(Array.from({ length: PROVIDERS }, () => freePort()))
const endpoint = `http://127.0.0.1:${ports[0]}`
const terms = { price: PRICE, lock, submitSec: 1_800, windowSec: WINDOW_SEC } as const
await publishOffer(provider, { modelId, token, ...terms, endpoint })

// a key of its own for each process, so that their transactions are numbered apart
const operators = ports.map((_, i) => devAccount(roles.length + i))
const { free } = await readAccount(provider, provider.account?.address ?? '0x')
for (const { address } of operators)
  await setOperator(provider, address, { maxLocked: free, maxPerDay: BigInt(TASKS) * lock })
await network.passTime(Number(localRules.keyDelaySec))

// as .env.example has them; the tests' own are quicker
const common = { ASSAY_CONCURRENCY: '64', ASSAY_POLL_MS: '500', ASSAY_LOG_LEVEL: 'warn' }
/** Full in the first quarter, so that what grows after that is no cache that fills. */
const TRACE_CACHE_MB = 16
const inference = (i: number, extra: Readonly<Record<string, string>> = {}) =>
  start('inference', {
    ...network.environment('provider'),
    ...common,
    ASSAY_DATA_DIR: `${network.dir}/provider-${i}`,
    ASSAY_PROVIDER_KEY: operators[i]?.privateKey ?? '',
    ASSAY_PROVIDER_ADDRESS: provider.account?.address ?? '',
    ASSAY_PROVIDER_PORT: String(ports[i]),
    ASSAY_PROVIDER_TRACE_CACHE_MB: String(TRACE_CACHE_MB),
    ...extra,
  })
const startKeepers = () => [
  ...ports.map((_, i) => ({ name: `inference ${i + 1}`, worker: inference(i) })),
  ...(WATCHED
    ? [
        {
          name: 'watchtower',
          worker: start('watchtower', {
            ...network.environment('watchtower'),
            ...common,
            ASSAY_WATCHTOWER_KEY: network.keyOf('watchtower'),
            ASSAY_WATCHTOWER_LOCAL_ENDPOINTS: 'yes',
          }),
        },
      ]
    : []),
  {
    name: 'settler',
    worker: start('settler', {
      ...network.environment('settler'),
      ...common,
      ASSAY_SETTLER_KEY: network.keyOf('settler'),
    }),
  },
]

// As on the chains that there are. With a block for each transaction anvil would be measured: it hashes its whole state for every block.
await network.mineEvery(1)

let workers: ReturnType<typeof startKeepers> = []
let failed: string | undefined
try {
  let requested = 0
  let next = 0
  const ask = async () => {
    while (next < TASKS && failed === undefined) {
      const seed = next++
      while (requested - finalised.size > MAX_OPEN && failed === undefined) await pause(20)
      const input = await publishInput(network.store, model.program, [imageOf(seed % 997)])
      await requestTask(client, {
        modelId,
        ...input,
        ...terms,
        provider: provider.account?.address ?? '0x',
        acceptSec: 1_800,
      })
      requested += 1
    }
  }
  const askAll = () => Promise.all(Array.from({ length: CLIENTS }, ask))
  const finalised = new Map<TaskView['taskId'], number>()
  if (BACKLOG) {
    const doomed = inference(0, { ASSAY_KILL_AFTER: `mined:${KILLED_AFTER}` })
    await askAll()
    await doomed.ended()
    process.stderr.write(`${requested} tasks are open; a provider was killed after ${KILLED_AFTER} transactions\n`)
  }
  workers = startKeepers()
  await Promise.all(workers.map(({ worker }) => worker.ready()))
  const memory = new Map<string, number[]>(workers.map(({ name }) => [name, []]))
  const nameOf = ({ pid, command }: { readonly pid: number; readonly command: string }) =>
    workers.find(({ worker }) => worker.process.pid === pid)?.name ?? (pid === process.pid ? 'client' : command)
  const cpuByName = async () => {
    const sums = new Map<string, number>()
    for (const use of await processTree(process.pid))
      sums.set(nameOf(use), (sums.get(nameOf(use)) ?? 0) + use.cpuSeconds)
    return { sums, tasks: finalised.size, at: performance.now() }
  }
  /** From a quarter of the tasks on: what is loaded and compiled at the start is no part of what a task costs. */
  let warm: Awaited<ReturnType<typeof cpuByName>> | undefined
  let ended = false
  const started = performance.now()
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
        if (warm === undefined && finalised.size >= TASKS / 4) warm = await cpuByName()
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
  await Promise.all([askAll(), count(), sample()])
  const seconds = (performance.now() - started) / 1_000
  const end = await cpuByName()
  const twice = [...finalised.values()].filter((times) => times > 1).length
  if (twice > 0) failed = `${twice} tasks were finalised more than once`
  const how = `${PROVIDERS} provider process${PROVIDERS === 1 ? '' : 'es'}, the ${options.model} network, ${WATCHED ? 'a watchtower that re-runs each' : 'no watchtower'}, a settler; PostgreSQL queue; ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)} at the end`
  const figures: Figure[] = [
    {
      name: `soak.tasks_per_s${options.suffix.replaceAll('-', ' ')}`,
      value: finalised.size / seconds,
      unit: 'tasks/s',
      note: `${finalised.size} of ${TASKS} tasks final in ${Math.round(seconds)} s: ${how}`,
    },
  ]
  if (warm !== undefined && end.tasks > warm.tasks) {
    const tasks = end.tasks - warm.tasks
    figures.push({
      name: 'soak.tasks_per_s warm',
      value: (tasks * 1_000) / (end.at - warm.at),
      unit: 'tasks/s',
      note: `the last ${tasks}`,
    })
    for (const [name, used] of end.sums) {
      const value = ((used - (warm.sums.get(name) ?? 0)) * 1_000) / tasks
      if (value >= 0.1)
        figures.push({
          name: `soak.cpu ${name}`,
          value,
          unit: 'ms/task',
          note: `processor time, the last ${tasks} tasks`,
        })
    }
  }
  const sent = await Promise.all(operators.map(({ address }) => client.publicClient.getTransactionCount({ address })))
  for (const [i, count] of sent.entries())
    figures.push({
      name: `soak.transactions inference ${i + 1}`,
      value: count / 2,
      unit: 'tasks',
      note: 'accepted and submitted: two transactions each',
    })
  const transactions = sent.reduce((sum, count) => sum + count, 0)
  if (transactions !== 2 * TASKS)
    failed = `the providers sent ${transactions} transactions for ${TASKS} tasks, not two each`
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
  await writeFile(new URL(`soak${options.suffix}.json`, import.meta.url), `${JSON.stringify(rounded, null, 2)}\n`)
} finally {
  await Promise.all(workers.map(({ worker }) => worker.stop()))
  await network.stop()
}
if (failed !== undefined) process.stderr.write(`${failed}\n`)
process.exit(failed === undefined ? 0 : 1)
