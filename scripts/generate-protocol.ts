/**
 * Carries ABIs, bytecode, enum names and budget constants from forge's output into packages/protocol/src/generated.
 *
 *   tsx scripts/generate-protocol.ts           writes the files
 *   tsx scripts/generate-protocol.ts --check   exits 1 if they are not what the contracts say
 *   --out <folder>                             where forge wrote its artefacts (default: out)
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { AssayError } from '../packages/program/src/errors.ts'

class GenerateError extends AssayError {}

interface AbiItem {
  readonly type: string
  readonly name?: string
  readonly inputs?: readonly { readonly type: string }[]
}

interface Artefact {
  readonly abi: readonly AbiItem[]
  readonly bytecode: { readonly object: string; readonly linkReferences: Readonly<Record<string, unknown>> }
}

const contracts = [
  'AssayToken',
  'StakeVault',
  'ProgramValidator',
  'ModelRegistry',
  'OpeningVerifier',
  'Openings',
  'Findings',
  'Quotes',
  'RequestGate',
  'Timelock',
  'OptimisticVerifier',
  'StepVerifier',
  'ResultDelivery',
  'LocalDollar',
  'DigitBounty',
] as const

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const target = path.join(root, 'packages/protocol/src/generated')
const banner = '// Written by scripts/generate-protocol.ts from the contracts. Do not edit.\n\n'
const camel = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)

async function readArtefact(out: string, contract: string): Promise<Artefact> {
  const file = path.join(out, `${contract}.sol`, `${contract}.json`)
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new GenerateError(`No artefact of ${contract} at ${file}. Build the contracts first (forge build).`, {
      cause,
    })
  })
  const artefact = JSON.parse(text) as Artefact
  if (Object.keys(artefact.bytecode.linkReferences).length > 0) {
    const libraries = Object.keys(artefact.bytecode.linkReferences).join(', ')
    throw new GenerateError(`${contract} links external libraries (${libraries}); make their functions internal.`)
  }
  return artefact
}

const list = (items: readonly unknown[]) => `[\n${items.map((item) => `  ${JSON.stringify(item)},\n`).join('')}]`

const signature = (item: AbiItem) => `${item.name}(${(item.inputs ?? []).map((input) => input.type).join(',')})`

function abisFile(artefacts: readonly (readonly [string, Artefact])[]): string {
  const errors = new Map<string, AbiItem>()
  for (const [, { abi }] of artefacts) {
    for (const item of abi) if (item.type === 'error') errors.set(signature(item), item)
  }
  const sorted = [...errors.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
  const abis = artefacts.map(([name, { abi }]) => `export const ${camel(name)}Abi = ${list(abi)} as const\n`)
  return `${banner}${abis.join('\n')}
/** Every error of every contract: a call into one may revert with an error of another. */
export const errorsAbi = ${list(sorted)} as const
`
}

function bytecodeFile(artefacts: readonly (readonly [string, Artefact])[]): string {
  return (
    banner +
    artefacts
      .map(([name, { bytecode }]) => `export const ${camel(name)}Bytecode =\n  '${bytecode.object}'\n`)
      .join('\n')
  )
}

async function soliditySources(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.name.endsWith('.sol')).map((entry) => entry.name)
  return Promise.all(names.sort().map((name) => readFile(path.join(root, folder, name), 'utf8')))
}

/** Enum members become names, in order: the chain's number is the index. */
function enumsFile(sources: readonly string[]): string {
  const blocks: string[] = []
  for (const source of sources) {
    for (const match of source.matchAll(/^enum (\w+) \{([^}]*)\}/gm)) {
      const members = (match[2] ?? '').replaceAll(/\/\/.*$/gm, '').split(',')
      const names = members.map((member) => `'${member.trim()}'`).filter((name) => name !== "''")
      const constant = `${camel(match[1] ?? '')}s`
      blocks.push(
        `export const ${constant} = [${names.join(', ')}] as const\nexport type ${match[1]} = (typeof ${constant})[number]\n`,
      )
    }
  }
  return banner + blocks.join('\n')
}

/** Integer constants of contracts/libraries/Budget.sol, in the order they stand there. */
function budgetFile(sources: readonly string[]): string {
  const rows: string[] = []
  for (const source of sources) {
    for (const match of source.matchAll(/^\s*uint\d+ (?:internal |public )?constant (\w+) = (\d[\d_]*)\s*;/gm)) {
      rows.push(`  ${match[1]}: ${match[2]},\n`)
    }
  }
  return `${banner}export const budget = {\n${rows.join('')}} as const\n`
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, out: { type: 'string', default: path.join(root, 'out') } },
  })
  const artefacts = await Promise.all(
    contracts.map(async (contract) => [contract, await readArtefact(values.out, contract)] as const),
  )
  const budgetSource = await readFile(path.join(root, 'contracts/libraries/Budget.sol'), 'utf8').catch(() => '')
  const files: Readonly<Record<string, string>> = {
    'abis.ts': abisFile(artefacts),
    'bytecode.ts': bytecodeFile(artefacts),
    'enums.ts': enumsFile(await soliditySources('contracts/types')),
    'budget.ts': budgetFile([budgetSource]),
  }
  await mkdir(target, { recursive: true })
  const stale: string[] = []
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(target, name)
    if ((await readFile(file, 'utf8').catch(() => undefined)) === text) continue
    stale.push(name)
    if (!values.check) await writeFile(file, text)
  }
  if (values.check && stale.length > 0) {
    throw new GenerateError(
      `Not what the contracts say: ${stale.join(', ')}. Run \`tsx scripts/generate-protocol.ts\`.`,
    )
  }
  console.log(stale.length === 0 ? 'generated files are current' : `written: ${stale.join(', ')}`)
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
