// `npm run mutate`: removes one guard of the protocol after another and runs the tests that hold it. A guard is an `if` that reverts, a call
// of a check, or a modifier. One whose removal no test notices is named, and the run fails. All guards of all files are switched in one
// build, so a mutant is a run of tests: first of those that name its error, then, if they pass, of all. Not part of `npm test`:
// `npm run mutate -- contracts/Quotes.sol contracts/StakeVault.sol:nonReentrant` takes the files that it is given, whole or the guards of one error.
// What was tried is in docs/decisions/0015.
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { foundryBinary } from '@assay/localnet'
import { type CommandResult, runCommand } from './lib/runCommand.ts'

/** Everything that decides about proofs, openings or money. What programs are admitted is held by vectors/invalidPrograms.json. */
const OF_PROOFS = ['ProofReader', 'ProgramHeader', 'Replay', 'Section'].map((name) => `libraries/${name}`)
const OF_MONEY = ['StakeVault', 'Findings', 'Openings', 'Quotes', 'RequestGate', 'ResultDelivery', 'OptimisticVerifier']
const DEFAULT_FILES = [...OF_MONEY, 'Timelock', 'StepVerifier', 'OpeningVerifier', ...OF_PROOFS].map(
  (name) => `contracts/${name}.sol`,
)
const TESTS = ['unit', 'step']
/** Tests of gas and of code size, which the cheaper compiler settings do not keep. */
const GAS = 'StepCost|GasTable|ReplayGas'
const SIZE = 'fitsUnderTheCodeLimit'
/** A guard (which may revert by a function named so), or a revert that stands alone at the end of a search. */
const GUARD = /if \(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)(\s*\{?\s*(?:revert |self\.(?=revert))([\w.]+))/g
const LONE_REVERT = /^( +)revert ([\w.]+)\([^;]*;/gm
/** A statement that only checks, by its name. */
const CHECK = /^( +)((?:\w+\.)?(?:_check|_only|check)\w*)\([^;{]*\);/gm
const MODIFIER = /(?<=^ .*)\b(nonReentrant|onlyOwner)\b/gm

/** What may not read the block, and so not be switched. */
const PURE = /\bpure\b/g
/** What the switched modifiers do is what those do whose place they take. */
const SWITCHED_MODIFIERS: Readonly<Record<string, string>> = {
  nonReentrant: `modifier switchedNonReentrant(address off) {
    bytes32 place = _reentrancyGuardStorageSlot();
    if (block.coinbase != off) {
      if (_reentrancyGuardEntered()) revert ReentrancyGuardReentrantCall();
      assembly ("memory-safe") { tstore(place, 1) }
    }
    _;
    if (block.coinbase != off) assembly ("memory-safe") { tstore(place, 0) }
  }`,
  onlyOwner: 'modifier switchedOnlyOwner(address off) { if (block.coinbase != off) _checkOwner(); _; }',
}

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
    when: (on: string) =>
      `switched${whole[0]!.toUpperCase()}${whole.slice(1)}(${on.replace('block.coinbase != ', '')})`,
  }))

/** Each guard behind the block's beneficiary, numbered from `first`. */
const switched = (source: string, guards: readonly Guard[], first: number): string => {
  let text = ''
  let end = 0
  const numbered = guards.map((guard, i) => ({ guard, i: first + i })).sort((a, b) => a.guard.index - b.guard.index)
  for (const { guard, i } of numbered) {
    text += source.slice(end, guard.index) + guard.when(`block.coinbase != ${beneficiary(i)}`)
    end = guard.index + guard.whole.length
  }
  text += source.slice(end)
  const used = Object.keys(SWITCHED_MODIFIERS).filter((name) => guards.some(({ whole }) => whole === name))
  return text.replace(/^(?:abstract )?contract [^{]*\{/m, (head) =>
    [head, ...used.map((name) => SWITCHED_MODIFIERS[name]!)].join('\n'),
  )
}
/** Written so that Solidity takes it for an address whatever its digits; 0 is nobody's. */
const beneficiary = (i: number): string => `address(${0x6d75_0000 + i})`
const beneficiaryHex = (i: number): string => `0x${(0x6d75_0000 + i).toString(16).padStart(40, '0')}`

/** Files, each whole or after a colon the error whose guards are tried. */
const wanted = process.argv.length > 2 ? process.argv.slice(2) : DEFAULT_FILES
const files = [...new Set(wanted.map((what) => what.split(':')[0]!))]
const dir = await mkdtemp(path.join(os.tmpdir(), 'assay-mutants-'))
const started = Date.now()
const seconds = () => Math.round((Date.now() - started) / 1000)
const survivors: string[] = []
try {
  const parts = ['contracts', 'test/contracts', 'vectors', 'scripts/solc', 'foundry.toml', 'package.json', 'snapshots']
  for (const part of parts) await cp(part, path.join(dir, part), { recursive: true })
  await symlink(path.resolve('node_modules'), path.join(dir, 'node_modules'))
  const test = (match: string, more: readonly string[] = []): Promise<CommandResult> =>
    runCommand(
      foundryBinary('forge'),
      [
        ...['test', '--root', dir, '--match-path', match, ...more],
        ...['--no-match-contract', GAS, '--no-match-test', SIZE, '--fail-fast', '--threads', '2'],
        // what is not optimised takes more than forge gives; and a mutant may loop for ever, which its test notices when the gas is gone
        ...['--gas-limit', String(2 ** 34)],
      ],
      // the cheaper compiler settings: semantics are the same, and gas is not what is judged here
      { env: { FOUNDRY_PROFILE: 'lite', FOUNDRY_FUZZ_RUNS: '64' } },
    )

  const sources = new Map<string, string>()
  for (const part of ['contracts', 'test/contracts']) {
    for (const name of await readdir(path.join(dir, part), { recursive: true })) {
      if (!name.endsWith('.sol')) continue
      const file = `${part}/${name.replaceAll(path.sep, '/')}`
      const source = await readFile(path.join(dir, file), 'utf8')
      sources.set(file, source)
      await writeFile(path.join(dir, file), source.replaceAll(PURE, 'view'))
    }
  }
  const mutants: { file: string; guard: Guard }[] = []
  for (const file of files) {
    const source = sources.get(file)
    if (source === undefined)
      throw new Error(`there is no ${file}: name a contract as contracts/StakeVault.sol, from the repository's root`)
    const all = [...guardsOf(source), ...modifiersOf(source)]
    const guards = all.filter(({ error }) => wanted.includes(file) || wanted.includes(`${file}:${error}`))
    if (guards.length === 0)
      throw new Error(
        `no guard of ${file} is named in ${wanted.join(', ')}; its guards are ${[...new Set(all.map(({ error }) => error))].join(', ')}`,
      )
    await writeFile(path.join(dir, file), switched(source, guards, mutants.length).replaceAll(PURE, 'view'))
    mutants.push(...guards.map((guard) => ({ file, guard })))
  }
  const all = `test/contracts/{${TESTS.join(',')}}/*.t.sol`
  // by somebody's block whose name takes nothing away
  const untouched = await test(all, ['--block-coinbase', beneficiaryHex(mutants.length)])
  process.stdout.write(
    `${mutants.length} guards in ${files.length} files, built and tested untouched (${seconds()} s)\n`,
  )
  if (untouched.code !== 0) {
    process.stderr.write(`tests fail before anything is removed\n${untouched.output.slice(-3000)}\n`)
    process.exit(2)
  }
  /** Tests that name the error, or, of a check or a modifier, those that name the contract: most likely to notice. */
  const nearTo = (file: string, { error }: Guard): string[] => {
    const word = error.replace('()', '').split('.').at(-1)!
    const contract = path.basename(file, '.sol')
    const name = word === error && !(error in SWITCHED_MODIFIERS) ? new RegExp(`\\b${word}\\b`) : new RegExp(contract)
    return [...sources]
      .filter(([test, text]) => TESTS.some((folder) => test.startsWith(`test/contracts/${folder}/`)) && name.test(text))
      .map(([test]) => test)
      .filter((test) => test.endsWith('.t.sol'))
  }
  const held = new Map(files.map((file) => [file, { guards: 0, killed: 0 }]))
  for (const [i, { file, guard }] of mutants.entries()) {
    const off = ['--block-coinbase', beneficiaryHex(i)]
    const near = nearTo(file, guard)
    const killed =
      (near.length > 0 && (await test(`{${near.join(',')}}`, off)).code !== 0) || (await test(all, off)).code !== 0
    const where = `${file}:${sources.get(file)!.slice(0, guard.index).split('\n').length} ${guard.error}`
    const count = held.get(file)!
    count.guards++
    if (killed) count.killed++
    else survivors.push(where)
    process.stdout.write(`${(killed ? 'killed' : 'SURVIVED').padEnd(10)} ${where}   (${seconds()} s)\n`)
  }
  process.stdout.write('\n')
  for (const [file, { guards, killed }] of held)
    process.stdout.write(`${`${killed} of ${guards}`.padStart(10)}  ${file}\n`)
} finally {
  await rm(dir, { recursive: true, force: true })
}
if (survivors.length > 0) {
  process.stdout.write(`not held by any test:\n  ${survivors.join('\n  ')}\n`)
  process.exitCode = 1
}
