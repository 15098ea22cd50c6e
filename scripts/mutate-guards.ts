// `npm run mutate`: removes one guard of the fraud proof's verifier after another and runs the tests that hold it. A guard whose removal
// no test notices is named, and the run fails. Minutes, not part of `npm test`. `npm run mutate -- contracts/StakeVault.sol` takes other files.
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { foundryBinary } from '@assay/localnet'
import { runCommand } from './lib/runCommand.ts'

const DEFAULT_FILES = [
  'contracts/StepVerifier.sol',
  'contracts/libraries/ProofReader.sol',
  'contracts/libraries/Replay.sol',
  'contracts/libraries/Section.sol',
]
/** Tests of the verifier hold the verifier; everything else is held by the unit tests. */
const testsOf = (file: string): string =>
  DEFAULT_FILES.includes(file) ? 'test/contracts/step/**' : 'test/contracts/unit/**'
/** Tests of gas, which the cheaper compiler settings do not keep. */
const GAS = 'StepCost|GasTable|ReplayGas'
/** A guard, or a revert that stands alone at the end of a search. */
const GUARD = /if \(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)(\s*\{?\s*revert ([\w.]+))/g
const LONE_REVERT = /^( +)revert ([\w.]+)\([^;]*;/gm

const files = process.argv.length > 2 ? process.argv.slice(2) : DEFAULT_FILES
const dir = await mkdtemp(path.join(os.tmpdir(), 'assay-mutants-'))
const started = Date.now()
const survivors: string[] = []
let count = 0
try {
  for (const part of [
    'contracts',
    'test/contracts',
    'vectors',
    'scripts/solc',
    'foundry.toml',
    'package.json',
    'snapshots',
  ]) {
    await cp(part, path.join(dir, part), { recursive: true })
  }
  await symlink(path.resolve('node_modules'), path.join(dir, 'node_modules'))
  const test = (file: string) =>
    runCommand(
      foundryBinary('forge'),
      [
        ...['test', '--root', dir, '--match-path', testsOf(file), '--no-match-contract', GAS],
        ...['--fail-fast', '--threads', '2'],
      ],
      {
        // the cheaper compiler settings: semantics are the same, and gas is not what is judged here
        env: { FOUNDRY_PROFILE: 'lite' },
      },
    )
  for (const file of files) {
    const source = await readFile(file, 'utf8')
    const untouched = await test(file)
    if (untouched.code !== 0) {
      process.stderr.write(`${file}: its tests fail before anything is removed\n${untouched.output.slice(-3000)}\n`)
      process.exitCode = 2
      continue
    }
    const guards = [...source.matchAll(GUARD)].map(({ 0: whole, 1: condition, 2: rest, 3: error, index }) => ({
      ...{ whole, error, index },
      without: `if (false && (${condition}))${rest}`,
    }))
    const held = (at: number) => guards.some(({ index, whole }) => at >= index && at < index + whole.length)
    const lone = [...source.matchAll(LONE_REVERT)]
      .map(({ 0: whole, 1: indent, 2: error, index }) => ({ whole, error, index, without: `${indent}{}` }))
      .filter(({ index, whole }) => !held(index + whole.indexOf('revert')))
    for (const { whole, error, index, without } of [...guards, ...lone]) {
      count++
      const line = source.slice(0, index).split('\n').length
      const mutant = `${source.slice(0, index)}${without}${source.slice(index + whole.length)}`
      await writeFile(path.join(dir, file), mutant)
      const { code, output } = await test(file)
      const verdict = code === 0 ? 'SURVIVED' : output.includes('Compiler run failed') ? 'does not compile' : 'killed'
      if (verdict !== 'killed') survivors.push(`${file}:${line} ${error}`)
      process.stdout.write(
        `${verdict.padEnd(16)} ${file}:${line} ${error}   (${Math.round((Date.now() - started) / 1000)} s)\n`,
      )
    }
    await writeFile(path.join(dir, file), source)
  }
} finally {
  await rm(dir, { recursive: true, force: true })
}
process.stdout.write(`\n${count - survivors.length} of ${count} guards are held by a test\n`)
if (survivors.length > 0) {
  process.stdout.write(`not held:\n  ${survivors.join('\n  ')}\n`)
  process.exitCode = 1
}
