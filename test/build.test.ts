import { type ChildProcess, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { FILES } from '../scripts/build/listSources.mjs'
import { programs } from '../scripts/build/programs.mjs'
import { until } from './support/until.ts'

const repository = fileURLToPath(new URL('../', import.meta.url))
const SAID = 'packages/cli/src/said.ts'

let root: string
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text)
}
const say = (text: string) => write(SAID, `export const said = (): string => ${JSON.stringify(text)}\n`)
const builds = () => (existsSync(path.join(root, 'dist')) ? readdirSync(path.join(root, 'dist')).sort() : [])

const started = new Set<ChildProcess>()
/** `npm run assay` of a small repository with the real scripts. */
const run = (...words: string[]) => {
  const child = spawn(process.execPath, ['scripts/run.mjs', ...words], { cwd: root })
  started.add(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk.toString()
  })
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, ...said })),
  )
  return { child, said, ended }
}
const assay = (...words: string[]) => run('assay', ...words).ended

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'assay-build-'))
  cpSync(path.join(repository, 'scripts/run.mjs'), path.join(root, 'scripts/run.mjs'))
  cpSync(path.join(repository, 'scripts/build'), path.join(root, 'scripts/build'), { recursive: true })
  mkdirSync(path.join(root, 'node_modules'))
  symlinkSync(path.join(repository, 'node_modules/esbuild'), path.join(root, 'node_modules/esbuild'))
  for (const file of [...Object.values(programs), ...FILES])
    write(file, file.endsWith('.json') ? '{}\n' : 'export {}\n')
  write('package.json', '{ "type": "module" }\n')
  write(
    'packages/cli/src/bin.ts',
    "import { said } from './said.ts'\nprocess.stdout.write([said(), ...process.argv.slice(2)].join(' '))\n",
  )
  say('one')
})
afterEach(async () => {
  for (const child of started) child.kill('SIGKILL')
  started.clear()
  rmSync(root, { recursive: true, force: true })
})

describe('a program', () => {
  test('is built before its first run, and again when its sources have another content', async () => {
    expect(await assay('--help', 'x')).toEqual({
      ...{ code: 0, out: 'one --help x' },
      err: expect.stringMatching(/^assay: built in \d+\.\d s\n$/),
    })
    expect(await assay()).toEqual({ code: 0, out: 'one', err: '' })
    utimesSync(path.join(root, SAID), new Date(), new Date())
    expect(await assay(), 'the same content at another time').toEqual({ code: 0, out: 'one', err: '' })

    say('two')
    expect(await assay()).toMatchObject({ code: 0, out: 'two', err: expect.stringContaining('built in') })
    write('node_modules/.package-lock.json', '{}')
    expect(await assay(), 'npm has installed something else').toMatchObject({
      err: expect.stringContaining('built in'),
    })
    say('one')
    rmSync(path.join(root, 'node_modules/.package-lock.json'))
    expect(await assay(), 'back again: that build is still there').toEqual({ code: 0, out: 'one', err: '' })
  })

  test('that does not build is not run, says where it is wrong, and leaves what was built', async () => {
    await assay()
    const before = builds()
    write(SAID, 'export const said = (: string => 1\n')
    const failed = await assay()
    expect(failed).toMatchObject({ code: 1, out: '' })
    expect(failed.err).toContain('the sources do not build')
    expect(failed.err).toContain(`${SAID}:1:`)
    expect(builds()).toEqual(before)
    say('one')
    expect(await assay()).toEqual({ code: 0, out: 'one', err: '' })
  })

  test('made of a file whose changes nobody would notice is not built', async () => {
    write('elsewhere/said.ts', 'export const said = () => 1\n')
    write(SAID, "export { said } from '../../../elsewhere/said.ts'\n")
    const failed = await assay()
    expect(failed).toMatchObject({ code: 1, err: expect.stringContaining('does not list elsewhere/said.ts') })
    expect(builds()).toEqual([])
  })

  test('started several times at once is built whole, and once', async () => {
    for (const { code, out } of await Promise.all([assay(), assay(), assay()]))
      expect({ code, out }).toEqual({ code: 0, out: 'one' })
    expect(builds()).toHaveLength(1)
  })

  test('names the TypeScript where it fails', async () => {
    write(SAID, '// a comment is no code\nexport const said = (): string => {\n  throw new RangeError("no")\n}\n')
    const { err } = await assay()
    expect(err).toContain(`at said (${path.join(root, SAID)}:3:9)`)
    expect(err).toContain(`${path.join(root, 'packages/cli/src/bin.ts')}:2:23`)
  })

  test('that waits keeps its build, which goes when others are built after its end', async () => {
    write('scripts/late.ts', "export const late = 'late'\n")
    write('test/actors/late.ts', "export const late = 'late'\n")
    write(
      'scripts/start.ts',
      "process.stdin.once('data', async () => {\n  process.stdout.write((await import('../test/actors/late.ts')).late)\n  process.exit()\n})\nprocess.stdout.write('waits')\n",
    )
    const waiting = run('start')
    await until('it waits', () => waiting.said.out === 'waits')
    const [its] = builds()
    for (const text of ['2', '3', '4', '5', '6']) {
      say(text)
      expect(await assay()).toMatchObject({ out: text })
    }
    expect(builds()).toContain(its)
    waiting.child.stdin?.write('go on')
    expect(await waiting.ended).toMatchObject({ code: 0, out: 'waitslate' })
    for (const text of ['7', '8', '9']) {
      say(text)
      await assay()
    }
    expect(builds()).not.toContain(its)
    expect(builds()).toHaveLength(3)
    for (const build of builds())
      expect(readdirSync(path.join(root, 'dist', build)).filter((name) => name.startsWith('used-by'))).toEqual([])
  })

  test('interrupted while it is built leaves nothing unfinished', async () => {
    // enough to be at it for a while
    const long = 'x'.repeat(10_000_000)
    write(SAID, `export const said = (): string => 'one'\nexport const long = '${long}'\nprocess.title = long\n`)
    const isUnfinished = (name: string | undefined) => name?.startsWith('.unfinished-') === true
    let caught = false
    while (!caught) {
      rmSync(path.join(root, 'dist'), { recursive: true, force: true })
      const { child, said, ended } = run('assay')
      while (builds().length === 0 && child.exitCode === null) await new Promise((resolve) => setImmediate(resolve))
      expect(builds(), said.err).not.toEqual([])
      caught = isUnfinished(builds()[0])
      child.kill('SIGINT')
      await ended
    }
    expect(builds().filter(isUnfinished)).toEqual([])
  })

  test('killed while it is built is cleared up by the next', async () => {
    const { child, ended } = run('assay')
    child.kill('SIGKILL')
    await ended
    mkdirSync(path.join(root, `dist/.unfinished-${child.pid}`), { recursive: true })
    mkdirSync(path.join(root, `dist/.unfinished-${process.pid}`), { recursive: true })
    await assay()
    expect(builds()).toEqual([`.unfinished-${process.pid}`, expect.stringMatching(/^[0-9a-f]{16}$/)])
  })
})

test('errors have the names of their classes in built programs', () => {
  const folder = inject('programs')
  const built = readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n')
  const renamed = [...built.matchAll(/\b(?:class (\w*\D)\d+ extends|(\w*\D)\d+ = class extends)/g)]
    .map(([, plain, assigned]) => plain ?? assigned ?? '')
    .filter((name) =>
      new RegExp(`class ${name} extends (?:Assay)?Error|${name} = class extends (?:Assay)?Error`).test(built),
    )
  expect(built).toMatch(/\bUsageError\b.* extends AssayError/)
  expect(renamed).toEqual([])
})
