// `npm run mutate`: removes one guard of the protocol after another and runs the tests that hold it. A guard is an `if` that reverts, a call
// of a check, or a modifier. One whose removal no test notices is named, and the run fails. Minutes to hours, not part of `npm test`:
// `npm run mutate -- contracts/StakeVault.sol` takes the files that it is given.
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { foundryBinary } from '@assay/localnet'
import { type CommandResult, runCommand } from './lib/runCommand.ts'

/** Tests of proofs and openings hold what decides about them; everything else is held by the unit tests. */
const OF_PROOFS = ['StepVerifier', 'OpeningVerifier', 'libraries/ProofReader', 'libraries/Replay', 'libraries/Section']
const OF_MONEY = ['OptimisticVerifier', 'StakeVault', 'Quotes', 'Findings', 'Openings', 'RequestGate', 'Timelock']
const DEFAULT_FILES = [...OF_PROOFS, ...OF_MONEY].map((name) => `contracts/${name}.sol`)
const isOfProofs = (file: string): boolean => OF_PROOFS.some((name) => file === `contracts/${name}.sol`)
const testsOf = (file: string): string => (isOfProofs(file) ? 'test/contracts/step/**' : 'test/contracts/unit/**')
/** Tests of gas and of code size, which the cheaper compiler settings do not keep. */
const GAS = 'StepCost|GasTable|ReplayGas'
const SIZE = 'fitsUnderTheCodeLimit'
/** A guard, or a revert that stands alone at the end of a search. */
const GUARD = /if \(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)(\s*\{?\s*revert ([\w.]+))/g
const LONE_REVERT = /^( +)revert ([\w.]+)\([^;]*;/gm
/** A statement that only checks, by its name. */
const CHECK = /^( +)((?:\w+\.)?(?:_check|_only|check)\w*)\([^;{]*\);/gm
const MODIFIER = /(?<=^ .*)\b(nonReentrant|onlyOwner)\b/gm

/** What may not read the block in a file whose guards are switched. */
const PURE = /\b(internal|private) pure\b/g

interface Guard {
  readonly index: number
  readonly whole: string
  readonly error: string
  /** The same with the guard behind a condition: `true` leaves it, `false` takes it away. */
  readonly when: (condition: string) => string
}

const guardsOf = (source: string): Guard[] => {
  const guards = [...source.matchAll(GUARD)].map(({ 0: whole, 1: condition, 2: rest, 3: error, index }) => ({
    ...{ whole, error: error!, index },
    when: (on: string) => `if (${on} && (${condition}))${rest}`,
  }))
  const held = (at: number) => guards.some(({ index, whole }) => at >= index && at < index + whole.length)
  const lines = (pattern: RegExp, name: (error: string) => string) =>
    [...source.matchAll(pattern)].map(({ 0: whole, 1: indent, 2: error, index }) => ({
      ...{ whole, error: name(error!), index },
      when: (on: string) => `${indent}if (${on}) ${whole.trimStart()}`,
    }))
  const lone = lines(LONE_REVERT, (error) => error)
  const checks = lines(CHECK, (error) => `${error}()`)
  return [...guards, ...lone.filter(({ index, whole }) => !held(index + whole.indexOf('revert'))), ...checks]
}

const modifiersOf = (source: string): Guard[] =>
  [...source.matchAll(MODIFIER)].map(({ 0: whole, index }) => ({
    ...{ index, whole, error: whole },
    when: (on: string) => (on === 'false' ? '' : whole),
  }))

/** All guards of a file in one build, each behind the block's beneficiary: a mutant is a run of the tests, not of the compiler. */
const switched = (source: string, guards: readonly Guard[]): string => {
  let text = ''
  let end = 0
  const numbered = guards.map((guard, i) => ({ guard, i })).sort((a, b) => a.guard.index - b.guard.index)
  for (const { guard, i } of numbered) {
    text += source.slice(end, guard.index) + guard.when(`block.coinbase != ${beneficiary(i)}`)
    end = guard.index + guard.whole.length
  }
  return (text + source.slice(end)).replaceAll(PURE, '$1 view')
}
/** Written so that Solidity takes it for an address whatever its digits; 0 is nobody's. */
const beneficiary = (i: number): string => `address(${0x6d75_0000 + i})`
const beneficiaryHex = (i: number): string => `0x${(0x6d75_0000 + i).toString(16).padStart(40, '0')}`

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
  const test = (file: string, more: readonly string[] = []) =>
    runCommand(
      foundryBinary('forge'),
      [
        ...['test', '--root', dir, '--match-path', testsOf(file), ...more],
        ...['--no-match-contract', GAS, '--no-match-test', SIZE, '--fail-fast', '--threads', '2'],
      ],
      {
        // the cheaper compiler settings: semantics are the same, and gas is not what is judged here
        env: { FOUNDRY_PROFILE: 'lite', FOUNDRY_FUZZ_RUNS: '64' },
      },
    )
  const judge = (file: string, source: string, { error, index }: Guard, { code, output }: CommandResult) => {
    count++
    const where = `${file}:${source.slice(0, index).split('\n').length} ${error}`
    const verdict = code === 0 ? 'SURVIVED' : output.includes('Compiler run failed') ? 'does not compile' : 'killed'
    if (verdict !== 'killed') survivors.push(where)
    const seconds = Math.round((Date.now() - started) / 1000)
    process.stdout.write(`${verdict.padEnd(16)} ${where}   (${seconds} s)\n`)
  }
  for (const file of files) {
    const source = await readFile(file, 'utf8')
    const guards = guardsOf(source)
    // libraries are pure to their callers' compiler, too
    const inOneBuild = !isOfProofs(file)
    await writeFile(path.join(dir, file), inOneBuild ? switched(source, guards) : source)
    const untouched = await test(file)
    if (untouched.code !== 0) {
      process.stderr.write(`${file}: its tests fail before anything is removed\n${untouched.output.slice(-3000)}\n`)
      process.exitCode = 2
      continue
    }
    for (const [i, guard] of inOneBuild ? guards.entries() : []) {
      judge(file, source, guard, await test(file, ['--block-coinbase', beneficiaryHex(i)]))
    }
    for (const guard of [...(inOneBuild ? [] : guards), ...modifiersOf(source)]) {
      const { index, whole } = guard
      const mutant = source.slice(0, index) + guard.when('false') + source.slice(index + whole.length)
      await writeFile(path.join(dir, file), mutant)
      judge(file, source, guard, await test(file))
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
