import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { loadCalibrationDigits } from '../../../models/digits/digits.ts'
import { type LocalNetwork, startLocalNetwork } from '../../../test/support/localNetwork.ts'
import { startWorkers } from '../../../test/support/startWorkers.ts'
import { runCli } from './runCli.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const bin = path.join(root, 'packages/cli/src/bin.ts')
const onnx = path.join(root, 'models/digits/digits.onnx')
const example = path.join(root, 'models/digits/example-4.npy')

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

let dir: string
let network: LocalNetwork
let environment: Record<string, string>
const closing: { close(): Promise<void> }[] = []

/** In this process: what a process of its own would add is only the time to start. */
const assay = async (...words: string[]): Promise<Ended> => {
  const said = { out: '', err: '' }
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      said[stream === 'stdout' ? 'out' : 'err'] += String(chunk)
      return true
    }),
  )
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  try {
    process.exitCode = 0
    await runCli(words)
    return { code: Number(process.exitCode), ...said }
  } finally {
    process.exitCode = 0
    vi.unstubAllEnvs()
    for (const spy of spies) spy.mockRestore()
  }
}
const json = async (...args: string[]) => {
  const { code, out, err } = await assay(...args, '--json')
  expect(code, err).toBe(0)
  return JSON.parse(out)
}

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'assay-cli-'))
  network = await startLocalNetwork()
  environment = { ...network.environment('client'), ASSAY_KEY: network.keyOf('client') }
  const samples = loadCalibrationDigits().slice(0, 32)
  await writeFile(
    path.join(dir, 'samples.json'),
    JSON.stringify(samples.map(({ pixels }) => Array.from(pixels, (p) => p / 255))),
  )
})
afterAll(async () => {
  await Promise.all(closing.map((each) => each.close()))
  await network?.stop()
  await rm(dir, { recursive: true, force: true })
})

describe('assay, as a user meets it', () => {
  test('compiles a model, registers it, offers it, sells one answer and shows the task', async () => {
    const out = path.join(dir, 'mine.assay')
    const options = ['-c', path.join(dir, 'samples.json'), '-o', out, '-n', 'mine', '--activation-chunk', '1024']
    const compiled = await json('model', 'compile', onnx, ...options)
    expect(compiled.nodes).toHaveLength(10)
    expect(compiled.evaluation.agreement).toBeGreaterThan(0.9)

    const registered = await json('model', 'register', out, '--labels', '0,1,2,3,4,5,6,7,8,9')
    expect(registered.modelId).toBe(compiled.modelId)
    const again = await assay('model', 'register', out, '--labels', '0,1,2,3,4,5,6,7,8,9')
    expect(again.out, 'registering twice changes nothing').toContain('was there already')

    const worker = await startWorkers(network).provider()
    closing.push(worker)
    environment = { ...environment, ASSAY_KEY: network.keyOf('provider') }
    const offer = await assay('provider', 'offer', 'mine', '--price', '0.02', '--endpoint', worker.url)
    expect(offer.out, offer.err).toContain('offered at 0.02 USDL')

    environment = { ...environment, ASSAY_KEY: network.keyOf('client') }
    const task = await json('task', 'request', '-m', 'mine', '-i', example, '--wait')
    expect(task.answer).toBe('4')
    expect(task.price).toBe('20000')
    const shown = await assay('task', 'show', task.taskId)
    expect(shown.out).toContain(`task ${task.taskId}  Submitted`)
    expect(shown.out).toContain('anybody who finds it wrong proves it')
  })

  test('doctor names what is missing and the next step, and exits with 1', async () => {
    expect((await assay('doctor')).out).toContain('nothing is missing')
    const before = environment
    environment = { ...environment, ASSAY_RPC_URL: 'http://127.0.0.1:9' }
    const ended = await assay('doctor')
    environment = before
    expect(ended.code).toBe(1)
    expect(ended.out).toContain('✗ chain and contracts')
    expect(ended.out).toContain('npm start makes a local one')
  })

  test('a process of its own ends with the exit code', () => {
    const ended = spawnSync(process.execPath, ['--import', 'tsx', bin, 'task', 'show', 'seven'], { cwd: root })
    expect(ended.status, ended.stderr.toString()).toBe(2)
  })

  test('wrong use exits with 2 and says what is right', async () => {
    expect(await assay('task', 'show', 'seven')).toMatchObject({ code: 2 })
    expect((await assay('task', 'request', '-m', 'nobody', '-i', example)).err).toContain(
      'no registered model is named "nobody"',
    )
    expect((await assay('model', 'compile', onnx, '--activation-chunk', '1000')).err).toContain(
      'power of two from 256 to 8192',
    )
    expect((await assay('frobnicate')).code).toBe(2)
    expect((await assay('stake', 'deposit', '1', '--as', 'king')).err).toContain('Choose one of deployer')
  })

  test('bad files are named with what is wrong with them', async () => {
    const cut = path.join(dir, 'cut.onnx')
    await writeFile(cut, new Uint8Array(1000).fill(7))
    await truncate(cut, 900)
    expect((await assay('model', 'compile', cut)).err).toContain('not an ONNX model (900 bytes)')
    expect((await assay('model', 'compile', path.join(dir, 'none.onnx'))).err).toContain('ENOENT')
    expect((await assay('model', 'compile', onnx)).err).toContain('no calibration samples were given')
    const short = path.join(dir, 'short.json')
    await writeFile(short, '[1, 2, 3]')
    expect((await assay('task', 'request', '-m', 'mine', '-i', short)).err).toContain(
      '3 numbers given, [1, 1, 28, 28] needs 784',
    )
    const bytes = path.join(dir, 'short.bin')
    await writeFile(bytes, new Uint8Array(3))
    expect((await assay('task', 'request', '-m', 'mine', '-i', bytes)).err).toContain(
      'has 3 bytes; input "pixels" takes exactly 784',
    )
  })

  test('too little stake or money says how much is missing', async () => {
    const stake = await assay('stake', 'deposit', '5')
    expect(stake.code).toBe(1)
    expect(stake.err).toContain('5000000000000000000 are missing')
    const dear = await assay('task', 'request', '-m', 'mine', '-i', example, '--price', '5000')
    expect(dear.err).toContain('are missing')
  })
})
