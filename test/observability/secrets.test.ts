import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { encryptKeystore } from '@assay/keeper/keys'
import { freePort, type RunningProcess, startProcess } from '@assay/localnet'
import { type Assay, readTask } from '@assay/sdk'
import pg from 'pg'
import type { Hex } from 'viem'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { ProgramName } from '../../scripts/build/programs.mjs'
import { dumpDatabase } from '../support/dumpDatabase.ts'
import { type Fault, type FaultyRpc, faults, faultyRpc } from '../support/faultyRpc.ts'
import { type LocalNetwork, type Role, startLocalNetwork } from '../support/localNetwork.ts'
import { type RemoteSignerServer, remoteSignerServer } from '../support/remoteSignerServer.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'

const WINDOW_SEC = 600
const root = fileURLToPath(new URL('../../', import.meta.url))
const secret = () => randomBytes(16).toString('hex')

/** What nobody may read anywhere. */
const secrets = {
  'RPC key in the path': secret(),
  'RPC key in the query': secret(),
  'password of the node': secret(),
  'password of the remote signer': secret(),
  'password of the database': secret(),
  'password of the keystore': secret(),
  'wrong password of the keystore': secret(),
} as const
/** Each with the forms in which it might get out. */
const needles = new Map<string, string>()

interface Worker {
  readonly name: string
  readonly process: RunningProcess
  output(): string
  /** What its log says of a stage's line. */
  field(stage: string, name: string): string | undefined
}
const workers: Worker[] = []
/** Everything that was served: metrics, health, what strangers get. */
const served: [what: string, text: string][] = []
let network: LocalNetwork
let node: FaultyRpc
/** Asks for a user and a password. */
let guarded: FaultyRpc
let signer: RemoteSignerServer
let client: Assay
let databaseUrl: string

const run = (name: string, program: ProgramName, environment: Readonly<Record<string, string>>): Worker => {
  let output = ''
  const process = startProcess({
    name,
    command: globalThis.process.execPath,
    args: [path.join(inject('programs'), `${program}.mjs`)],
    env: { ...environment, ASSAY_LOG_LEVEL: 'debug' },
    cwd: root,
  })
  for (const stream of [process.child.stdout, process.child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  const worker: Worker = {
    ...{ name, process },
    output: () => output,
    field: (stage, field) =>
      new RegExp(`^.*"stage":"${stage}".*"${field}":"([^"]+)".*$`, 'm').exec(output)?.[1] ?? undefined,
  }
  workers.push(worker)
  return worker
}

const ended = ({ name, process: { child } }: Worker) =>
  until(`${name} has ended`, () => child.exitCode !== null || child.signalCode !== null)

/** Reads what a worker shows, until it shows `wanted` if that is given. */
const look = async (worker: Worker, at: string, wanted?: string): Promise<void> => {
  const url = worker.field('monitor', 'url')
  await until(`${worker.name} shows ${wanted ?? at}`, async () => {
    const text = await fetch(`${url}${at}`).then((response) => response.text())
    served.push([`${worker.name} ${at}`, text])
    return wanted === undefined || text.includes(wanted)
  })
}

beforeAll(async () => {
  network = await startLocalNetwork()
  node = await faultyRpc(network.rpcUrl)
  guarded = await faultyRpc(network.rpcUrl)
  signer = await remoteSignerServer(network.keyOf('watchtower'))
  client = await network.as('client')
  const ownerUrl = network.environment('settler').ASSAY_QUEUE_URL ?? ''
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  await owner.query(`create role keeper superuser login password '${secrets['password of the database']}'`)
  await owner.end()
  const url = new URL(ownerUrl)
  url.username = 'keeper'
  url.password = secrets['password of the database']
  databaseUrl = url.href
})
afterAll(async () => {
  await Promise.all(workers.map(({ process }) => process.stop()))
  await signer?.stop()
  await node?.stop()
  await guarded?.stop()
  await network?.stop()
})

const environment = (role: Role): Record<string, string> => ({
  ...network.environment(role),
  ASSAY_RPC_URL: `${node.url}/v3/${secrets['RPC key in the path']}?token=${secrets['RPC key in the query']}`,
  ASSAY_QUEUE_URL: databaseUrl,
})

const keystoreOf = async (role: Role, password: string, shown: string) => {
  const at = (name: string) => path.join(network.dir, `${role}-${shown}${name}`)
  await writeFile(at('.json'), await encryptKeystore(network.keyOf(role), password, 1_024))
  await writeFile(
    at('.password'),
    `${secrets[shown === 'wrong' ? 'wrong password of the keystore' : 'password of the keystore']}\n`,
  )
  return { KEYSTORE: at('.json'), KEYSTORE_PASSWORD_FILE: at('.password') }
}

const startAll = async () => {
  const keystore = await keystoreOf('provider', secrets['password of the keystore'], 'right')
  const provider = run('provider', 'inference', {
    ...environment('provider'),
    ASSAY_PROVIDER_KEYSTORE: keystore.KEYSTORE,
    ASSAY_PROVIDER_KEYSTORE_PASSWORD_FILE: keystore.KEYSTORE_PASSWORD_FILE,
    ASSAY_PROVIDER_PORT: '0',
  })
  const liar = run('liar', 'lyingProvider', {
    ...environment('liar'),
    ASSAY_PROVIDER_KEY: network.keyOf('liar'),
    ASSAY_PROVIDER_PORT: '0',
    ASSAY_PROVIDER_INLINE_OUTPUT_BYTES: '0',
  })
  const signerUrl = new URL(signer.url)
  signerUrl.username = 'watch'
  signerUrl.password = secrets['password of the remote signer']
  const watchtower = run('watchtower', 'watchtower', {
    ...environment('watchtower'),
    ASSAY_WATCHTOWER_REMOTE_SIGNER_URL: signerUrl.href,
    ASSAY_WATCHTOWER_LOCAL_ENDPOINTS: 'yes',
  })
  const nodeUrl = new URL(guarded.url)
  nodeUrl.username = 'settle'
  nodeUrl.password = secrets['password of the node']
  const settler = run('settler', 'settler', {
    ...environment('settler'),
    ASSAY_RPC_URL: nodeUrl.href,
    ASSAY_SETTLER_KEY: network.keyOf('settler'),
    ASSAY_SETTLER_SWEEP_SEC: '1',
  })
  const identities = path.join(network.dir, 'identities.json')
  const of = (role: Role) => ({ name: role, port: 0, privateKey: network.keyOf(role) })
  await writeFile(identities, JSON.stringify([of('stranger'), of('deployer')]))
  const canary = run('canary', 'canary', {
    ...environment('stranger'),
    ASSAY_CANARY_IDENTITIES: identities,
    ASSAY_CANARY_MONITOR_PORT: '0',
    ASSAY_CANARY_PER_DAY: '1',
  })
  const all = [provider, liar, watchtower, settler, canary]
  for (const worker of all)
    await until(`${worker.name} is ready`, () => {
      const { exitCode } = worker.process.child
      if (exitCode !== null) expect.fail(`${worker.name} ended with ${exitCode}: ${worker.process.lastWords()}`)
      return worker.output().includes('"stage":"ready"')
    })
  return { provider, liar, watchtower, settler, canary, all }
}

const say = (name: string, ...forms: string[]) => {
  for (const form of forms) needles.set(form, name)
}

test('whatever happens, no key, password or credential leaves a worker', async () => {
  for (const [name, value] of Object.entries(secrets)) say(name, value)
  const login = (user: string, password: string) => Buffer.from(`${user}:${password}`).toString('base64')
  say('login of the remote signer', login('watch', secrets['password of the remote signer']))
  say('login of the node', login('settle', secrets['password of the node']))
  for (const role of ['provider', 'liar', 'watchtower', 'settler', 'stranger', 'deployer'] as const) {
    const key: Hex = network.keyOf(role)
    say(`key of the ${role}`, key.slice(2), key.slice(2).toUpperCase(), BigInt(key).toString())
  }
  say('mnemonic', 'test test test test test test test test test test test junk')

  const { provider, liar, watchtower, settler, canary, all } = await startAll()
  const { modelId } = await publishTinyModel(await network.as('stranger'), network.store)
  const endpointOf = (worker: Worker) => worker.field('start', 'url') ?? ''
  const providers = { provider: await network.as('provider'), liar: await network.as('liar') }
  await offerTinyModel(providers.provider, modelId, endpointOf(provider), WINDOW_SEC)
  await offerTinyModel(providers.liar, modelId, endpointOf(liar), WINDOW_SEC)
  let seed = 0
  const ask = (of: 'provider' | 'liar') => {
    seed += 1
    return requestTinyTask(client, network.store, {
      ...{ modelId, provider: providers[of].account!.address, seed, windowSec: WINDOW_SEC },
    })
  }
  const reaches = (taskId: Hex, state: string) =>
    until(`task ${taskId} is ${state}`, async () => (await readTask(client, taskId)).state === state)

  // a whole life, and a signer that refuses for a while and says why in words that it should not
  signer.refusal = `user watch with password ${secrets['password of the remote signer']} may not sign`
  const truth = await ask('provider')
  await reaches(truth, 'Submitted')
  const lie = await ask('liar')
  await until('the signer has refused', () => watchtower.output().includes('refused eth_signTransaction'))
  signer.refusal = undefined
  await reaches(lie, 'Refuted')
  for (const worker of all) for (const at of ['/metrics', '/health/live', '/health/ready']) await look(worker, at)

  // the node cuts connections, answers too often asked, and names the keys it was asked with
  const interrupted = await ask('provider')
  const names =
    (text: string): Fault =>
    async ({ id }) => ({ jsonrpc: '2.0', id, error: { code: -32_000, message: `${text}: over quota` } })
  const keys = `key ${secrets['RPC key in the path']}, token ${secrets['RPC key in the query']}`
  for (const [atNode, atGuarded] of [
    [faults.cuts, faults.cuts],
    [faults.limited, faults.limited],
    [names(keys), names(`settle:${secrets['password of the node']}`)],
  ] as const) {
    const before = all.map((worker) => worker.output().length)
    node.fault = atNode
    guarded.fault = atGuarded
    await until('every worker has noticed', () =>
      all.every((worker, i) => worker.output().slice(before[i]).includes('"stage":"follow"')),
    )
    for (const worker of [provider, settler]) {
      await look(worker, '/health/ready', '"ok": false')
      await look(worker, '/metrics')
    }
    served.push(['/health of the provider', await fetch(`${endpointOf(provider)}/health`).then((r) => r.text())])
    served.push(['database', await dumpDatabase(databaseUrl)])
    node.fault = undefined
    guarded.fault = undefined
    for (const worker of [provider, settler]) await look(worker, '/health/ready', '"ok": true')
  }
  await reaches(interrupted, 'Submitted')
  await network.passTime(WINDOW_SEC)
  await reaches(truth, 'Final')

  // starts that fail
  const wrong = await keystoreOf('provider', secrets['password of the keystore'], 'wrong')
  const failing = [
    run('wrong password', 'inference', {
      ...environment('provider'),
      ASSAY_PROVIDER_KEYSTORE: wrong.KEYSTORE,
      ASSAY_PROVIDER_KEYSTORE_PASSWORD_FILE: wrong.KEYSTORE_PASSWORD_FILE,
    }),
    run('no database', 'settler', {
      ...environment('settler'),
      ASSAY_SETTLER_KEY: network.keyOf('settler'),
      ASSAY_QUEUE_URL: databaseUrl.replace(/:\d+\//, `:${await freePort()}/`),
    }),
    run('no node', 'settler', {
      ...environment('settler'),
      ASSAY_SETTLER_KEY: network.keyOf('settler'),
      ASSAY_RPC_URL: `http://settle:${secrets['password of the node']}@127.0.0.1:${await freePort()}/${secrets['RPC key in the path']}`,
    }),
    run('settings that are wrong', 'settler', {
      ...environment('settler'),
      ASSAY_SETTLER_KEY: `${network.keyOf('settler')}00`,
      ASSAY_QUEUE_URL: `mysql://keeper:${secrets['password of the database']}@127.0.0.1/assay`,
    }),
  ]
  for (const worker of failing) {
    await ended(worker)
    expect(worker.process.child.exitCode, worker.name).toBe(1)
  }

  const dump = await dumpDatabase(databaseUrl)
  await Promise.all(all.map(({ process }) => process.stop()))

  expect([...signer.logins], 'the signer was shown its password').toContain(
    `Basic ${login('watch', secrets['password of the remote signer'])}`,
  )
  expect(dump, 'the jobs are in the dump').toContain('task-')
  expect(canary.output()).toContain('"stage"')
  const texts = [
    ...workers.map((worker) => [`log of ${worker.name}`, worker.output()] as const),
    ...served,
    ['database', dump] as const,
  ]
  for (const role of ['provider', 'liar', 'watchtower', 'settler', 'stranger'] as const) {
    const folder = path.join(network.dir, role)
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name)
      if (entry.isFile()) texts.push([file.slice(network.dir.length), (await readFile(file)).toString('latin1')])
    }
  }
  const found = texts.flatMap(([where, text]) =>
    [...needles].flatMap(([needle, name]) => {
      const place = text.indexOf(needle)
      return place < 0 ? [] : [`${name} in ${where}: …${text.slice(Math.max(0, place - 120), place + needle.length)}…`]
    }),
  )
  expect(found).toEqual([])
})
