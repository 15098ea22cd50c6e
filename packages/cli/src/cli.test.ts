import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { publishModel } from '@assay/sdk'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadCalibrationDigits } from '../../../models/digits/digits.ts'
import { type LocalNetwork, startLocalNetwork } from '../../../test/support/localNetwork.ts'
import { type Ended, runAssay } from '../../../test/support/runAssay.ts'
import { startWorkers } from '../../../test/support/startWorkers.ts'
import { readModelFolder } from './files/modelFolder.ts'
import { readNpy } from './files/readNpy.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const onnx = path.join(root, 'models/digits/digits.onnx')
const example = path.join(root, 'models/digits/example-4.npy')

let dir: string
let network: LocalNetwork
let environment: Record<string, string>
const closing: { close(): Promise<void> }[] = []

const assay = (...words: string[]): Promise<Ended> => runAssay(environment, words)
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
    expect(compiled.nodes).toHaveLength(6)
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

  test('writes a report page that stands alone', async () => {
    const page = path.join(dir, 'mine.html')
    const out = path.join(dir, 'page.assay')
    const ended = await assay(
      'model',
      'compile',
      onnx,
      '-c',
      path.join(dir, 'samples.json'),
      '-o',
      out,
      '--report',
      page,
    )
    expect(ended.code, ended.err).toBe(0)
    const { modelId } = await json('model', 'compile', onnx, '-c', path.join(dir, 'samples.json'), '-o', out)
    const html = await readFile(page, 'utf8')
    expect(html).toContain(modelId)
    expect(html.match(/<tr data-node=/g)).toHaveLength(6)
    const nowhere = ['--report', path.join(dir, 'none', 'mine.html')]
    const failed = await assay('model', 'compile', onnx, '-c', path.join(dir, 'samples.json'), '-o', out, ...nowhere)
    expect(failed).toMatchObject({ code: 1, err: expect.stringContaining('make it first. Nothing was computed') })
  })

  test('runs a model from a folder, by its name and from the ONNX file, on numbers and on a picture alike', async () => {
    const folder = path.join(dir, 'mine.assay')
    const picture = path.join(dir, 'four.png')
    const { values } = readNpy(new Uint8Array(await readFile(example)), example)
    const image = new PNG({ width: 28, height: 28 })
    image.data = Buffer.from([...values].flatMap((value) => [...new Array(3).fill(Math.round(value * 255)), 255]))
    await writeFile(picture, PNG.sync.write(image))

    const named = await json('model', 'run', 'mine', '-i', picture, '--trace')
    const [run] = named.runs
    expect(run.top[0].label).toBe('4')
    expect(run.top).toHaveLength(5)
    const local = await json('model', 'run', folder, '-i', example, '--trace')
    expect(local.modelId).toBe(named.modelId)
    expect(local.runs[0].trace, 'the picture is the same input').toEqual(run.trace)
    expect(local.runs[0].top[0]).toEqual({ ...run.top[0], label: 'element 4' })
    const compiled = await json(
      ...['model', 'run', onnx, '-c', path.join(dir, 'samples.json'), '--activation-chunk', '1024', '-i', example],
    )
    expect(compiled.modelId).toBe(named.modelId)

    const labels = path.join(dir, 'labels.txt')
    await writeFile(labels, 'zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n')
    const out = path.join(dir, 'y.npy')
    const shown = await assay('model', 'run', folder, '-i', example, '--labels', labels, '--top', '2', '--out', out)
    expect(shown.out, shown.err).toMatch(/\nfour +4 +\d+\.\d{3} +█+\n/)
    const written = readNpy(new Uint8Array(await readFile(out)), out)
    expect(written.shape).toEqual([1, 10])
    expect([...written.values]).toEqual(local.runs[0].values)
    const tensor = await assay('model', 'run', folder, '-i', example, '--show', 'tensor')
    expect(tensor.out).toMatch(/\[1, 10\], from -?\d/)
  })

  test('runs every sample of a file', async () => {
    const { runs } = await json('model', 'run', 'mine', '-i', path.join(dir, 'samples.json'), '--top', '1')
    expect(runs).toHaveLength(32)
    const right = loadCalibrationDigits().filter(({ label }, i) => runs[i]?.top[0].label === String(label))
    expect(right.length).toBeGreaterThan(28)
  })

  test('verifies that a registered model is what its ONNX file compiles to', async () => {
    const verified = await assay('model', 'verify', 'mine')
    expect(verified, verified.err).toMatchObject({ code: 0, out: expect.stringContaining('verified: the registered') })
    const { recipe } = await json('model', 'verify', 'mine')
    expect(recipe).toMatchObject({ activationChunkLog2: 10, scales: { pixels: { dtype: 'u8' } } })
    expect(recipe.calibration, 'scales make the samples needless').toBeUndefined()
  })

  test('a model whose weights are not those of its ONNX file does not verify, and the node is named', async () => {
    const { model, io, onnx: file, report, recipe } = await readModelFolder(path.join(dir, 'mine.assay'))
    const constants = model.constants.map((bytes) => Uint8Array.from(bytes))
    const at = model.program.nodes[2]?.operands[1]?.index ?? -1
    constants[at]![5] = (constants[at]![5]! + 3) & 127
    const about = { name: 'forged', description: '', licence: 'MIT', ...io }
    const origin = { onnx: file, report, recipe: recipe! }
    const stranger = await network.as('stranger')
    const forged = { ...model, constants }
    await publishModel(stranger, network.store, { model: forged, about, ...origin })
    const ended = await assay('model', 'verify', 'forged')
    expect(ended.code).toBe(1)
    expect(ended.out).toContain('NOT verified: the published ONNX file compiles to another model')
    expect(ended.out).toMatch(/node 2 conv2d_add "residual".*\n +w: 1 of \d+ elements/)

    const renamed = { ...about, name: 'misdescribed', outputs: io.outputs.map((output) => ({ ...output, scale: 1 })) }
    const liar = await network.as('liar')
    await publishModel(liar, network.store, { model, about: renamed, ...origin })
    const { modelId } = await json('model', 'run', path.join(dir, 'mine.assay'), '-i', example)
    const lie = await assay('model', 'verify', modelId, '--author', liar.account!.address)
    expect(lie).toMatchObject({ code: 1, out: expect.stringContaining('outputs[0].scale') })

    const bare = await network.as('watchtower')
    await publishModel(bare, network.store, { model: forged, about: { ...about, name: 'bare' } })
    const { modelId: id } = JSON.parse((await assay('model', 'verify', 'forged', '--json')).out)
    const nothing = await assay('model', 'verify', id, '--author', bare.account!.address)
    expect(nothing).toMatchObject({ code: 1, err: expect.stringContaining('has published no ONNX file') })
  })

  test('verifies a model at finer scale, with equal channels and unfused layers, from its recipe alone', async () => {
    const out = path.join(dir, 'finer.assay')
    const options = [
      '--finer',
      'all',
      '--planes',
      '3',
      '--equalise',
      '--no-fuse',
      '--ranges',
      'mse',
      '-n',
      'finer',
      '-o',
      out,
    ]
    const compiled = await json('model', 'compile', onnx, '-c', path.join(dir, 'samples.json'), ...options)
    const { modelId } = await json('model', 'register', out)
    expect(modelId).toBe(compiled.modelId)
    const verified = await json('model', 'verify', 'finer')
    expect(verified).toMatchObject({ verified: true, recipe: { fuse: false, finer: { planes: 3 } } })
    const bad = await assay('model', 'compile', onnx, '--finer', 'all', '--planes', '9')
    expect(bad).toMatchObject({ code: 2, err: expect.stringContaining('--planes must be a whole number from 2 to 8') })
  })

  test('verifies a model whose biases were corrected, with the samples that were published for it', async () => {
    const out = path.join(dir, 'corrected.assay')
    const samples = path.join(dir, 'samples.json')
    const options = ['--bias-correction', '--ranges', '99.99', '-n', 'corrected', '-o', out]
    const compiled = await json('model', 'compile', onnx, '-c', samples, ...options)
    const { modelId } = await json('model', 'register', out)
    expect(modelId).toBe(compiled.modelId)
    const verified = await json('model', 'verify', 'corrected')
    expect(verified).toMatchObject({ verified: true, recipe: { biasCorrection: true, calibration: { samples: 32 } } })
    const plain = await assay('model', 'diff', 'corrected', path.join(dir, 'mine.assay'), '--json')
    expect(JSON.parse(plain.out).same, 'both options change the model').toBe(false)
  })

  test('verifies an int8 model of which no recipe is published: the program tells enough', async () => {
    const int8 = path.join(root, 'packages/importer/fixtures/digits-qdq.onnx')
    const out = path.join(dir, 'int8.assay')
    await json('model', 'compile', int8, '-o', out, '--activation-chunk', '512')
    const { model, io, onnx: file } = await readModelFolder(out)
    const about = { name: 'int8', description: '', licence: 'MIT', ...io }
    await publishModel(await network.as('stranger'), network.store, { model, about, onnx: file })
    expect(await json('model', 'verify', 'int8')).toMatchObject({ verified: true, recipePublished: false })
  })

  test('says what a model was made from, that another should be used instead, and shows who says so', async () => {
    const { modelId: digits } = await json('model', 'show', 'mine')
    const { modelId: corrected, statements } = await json('model', 'show', 'corrected')
    const client = (await network.as('client')).account!.address
    expect(statements).toEqual([
      { account: client, manifest: expect.any(String), qualityReport: expect.any(String), licence: 'NOASSERTION' },
    ])

    await json('model', 'state', 'corrected', '--parent', 'mine', '--fork-reason', 'biases corrected')
    await json('model', 'state', 'corrected', '--licence', 'MIT OR Apache-2.0')
    await json('model', 'state', 'corrected', '--quality-report', '')
    const stated = (await json('model', 'show', 'corrected')).statements[0]
    expect(stated).toEqual({
      ...{ account: client, manifest: statements[0].manifest, licence: 'MIT OR Apache-2.0' },
      ...{ parent: digits, forkReason: 'biases corrected' },
    })

    await json('model', 'deprecate', 'mine', '--reason', 'its biases are off', '--successor', 'corrected')
    const shown = await assay('model', 'show', 'mine')
    expect(shown.out).toContain('DEPRECATED      its biases are off')
    expect(shown.out).toContain(`use instead     ${corrected}`)
    await json('model', 'deprecate', 'mine', '--undo')
    expect((await assay('model', 'show', 'mine')).out).not.toContain('DEPRECATED')
    expect((await assay('model', 'show', 'corrected')).out).toContain(
      `from ${digits}: biases corrected (says ${client})`,
    )

    expect(await assay('model', 'state', 'mine')).toMatchObject({ code: 2 })
    expect(await assay('model', 'state', 'mine', '--quality-report', '0x12')).toMatchObject({ code: 2 })
    expect(await assay('model', 'deprecate', 'mine')).toMatchObject({ code: 2 })
    expect((await assay('model', 'state', 'mine', '--parent', 'mine')).err).toContain('cannot be its own parent')
  })

  test('tells two models apart, and exits with 1 if they differ', async () => {
    const folder = path.join(dir, 'mine.assay')
    expect(await assay('model', 'diff', folder, 'mine')).toMatchObject({
      code: 0,
      out: expect.stringContaining('the same model'),
    })
    const ended = await assay('model', 'diff', folder, 'forged', '--json')
    expect(ended.code, ended.err).toBe(1)
    const diff = JSON.parse(ended.out)
    expect(diff.changed.map(({ a }: { a: { name: string } }) => a.name)).toEqual(['residual'])
    expect(diff.changed[0].constants[0]).toMatchObject({ operand: 'w', differing: 1 })
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
    const ended = spawnSync(process.execPath, ['scripts/run.mjs', 'assay', 'task', 'request'], { cwd: root })
    expect(ended.status, ended.stderr.toString()).toBe(2)
  })

  test('ends without a word when nobody reads further', async () => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'assay', '--help'], { cwd: root })
    child.stdout.destroy()
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect({ code, said: said.replace(/^assay: built in .*\n/, '') }).toEqual({ code: 0, said: '' })
  })

  test('wrong use exits with 2 and says what is right', async () => {
    expect(await assay('task', 'show', '7')).toMatchObject({
      code: 2,
      err: expect.stringContaining('0x and 64 hexadecimal digits'),
    })
    expect(await assay('task', 'request', '-m', 'mine', '-i', example, '--nonce', '-1')).toMatchObject({ code: 2 })
    expect((await assay('task', 'request', '-m', 'nobody', '-i', example)).err).toContain(
      'no registered model is named "nobody"',
    )
    expect((await assay('model', 'compile', onnx, '--activation-chunk', '1000')).err).toContain(
      'power of two from 256 to 8192',
    )
    expect((await assay('model', 'run', 'mine')).err).toContain("required option '-i, --input")
    expect((await assay('model', 'run', 'mine', '-i', example, '--top', '0')).err).toContain('from 1 to 1000')
    expect((await assay('model', 'run', 'mine', '-i', example, example)).err).toContain('2 input files were given')
    expect((await assay('model', 'run', 'mine', '-i', 'photo.jpg')).err).toContain('a JPEG: to PNG')
    expect((await assay('model', 'run', 'no/such.assay', '-i', example)).err).toContain('no file or folder')
    expect((await assay('model', 'verify', 'mine', '--author', 'me')).err).toContain('--author takes an address')
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
      'holds 3 numbers, no whole number of samples of 784',
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
