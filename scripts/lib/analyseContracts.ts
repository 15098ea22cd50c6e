import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Abi } from 'viem'
import { AssayError } from '../../packages/program/src/errors.ts'

class AnalysisFailed extends AssayError {}

export interface StorageLayout {
  readonly storage: readonly StorageVariable[]
  readonly types: Readonly<Record<string, StorageType>> | null
}

export interface StorageVariable {
  readonly label: string
  /** A whole number in decimal. */
  readonly slot: string
  /** Bytes from the low end of the slot. */
  readonly offset: number
  /** Key of `types`. */
  readonly type: string
}

export interface StorageType {
  readonly label: string
  readonly numberOfBytes: string
  readonly members?: readonly StorageVariable[]
  /** Of mappings and arrays. */
  readonly value?: string
  readonly base?: string
}

export interface AnalysedContract {
  readonly name: string
  readonly abi: Abi
  readonly layout: StorageLayout
}

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts?: Readonly<
    Record<string, Readonly<Record<string, { readonly abi: Abi; readonly storageLayout: StorageLayout }>>>
  >
}

const require = createRequire(import.meta.url)

/**
 * What every contract in the folders offers and keeps, by name. The compiler only analyses: it makes no code, so that this takes
 * seconds, and no build's cache is touched.
 * @param root the repository
 * @param folders of the contracts, from the root
 */
export async function analyseContracts(root: string, folders: readonly string[]): Promise<AnalysedContract[]> {
  const listed = await Promise.all(folders.map((folder) => readdir(path.join(root, folder))))
  const files = listed.flatMap((names, i) =>
    names.filter((name) => name.endsWith('.sol')).map((name) => `${folders[i]}/${name}`),
  )
  const sources = await Promise.all(
    files.map(async (file) => [file, { content: await readFile(path.join(root, file), 'utf8') }] as const),
  )
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(sources),
    settings: { evmVersion: 'osaka', outputSelection: { '*': { '*': ['abi', 'storageLayout'] } } },
  }
  // the compiler asks for imports while it runs, so they are read while it waits
  const { readFileSync } = require('node:fs') as typeof import('node:fs')
  const find = (file: string) => {
    const from = file.startsWith('@') ? path.join(root, 'node_modules', file) : path.join(root, file)
    return { contents: readFileSync(from, 'utf8') }
  }
  const solc = require('solc') as { compile(text: string, callbacks: { import: typeof find }): string }
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find })) as CompilerOutput
  const wrong = output.errors?.find(({ severity }) => severity === 'error')
  if (wrong !== undefined) throw new AnalysisFailed(`The contracts do not compile: ${wrong.formattedMessage}`)
  return files
    .flatMap((file) => Object.entries(output.contracts?.[file] ?? {}))
    .map(([name, { abi, storageLayout }]) => ({ name, abi, layout: storageLayout }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
