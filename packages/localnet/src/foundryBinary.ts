import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { BinaryMissing } from './errors.ts'

const require = createRequire(import.meta.url)
const ARCHITECTURES: Record<string, string> = { x64: 'amd64', arm64: 'arm64' }

/**
 * Path of the real Foundry binary inside its npm package. The package's own launcher is avoided: forge's exits 0 when tests fail.
 * `ANVIL_BIN` or `FORGE_BIN` names another one.
 */
export const foundryBinary = (tool: 'anvil' | 'forge'): string => {
  const chosen = process.env[`${tool.toUpperCase()}_BIN`]
  if (chosen !== undefined && chosen !== '') return chosen
  const name = `@foundry-rs/${tool}-${process.platform}-${ARCHITECTURES[process.arch] ?? process.arch}`
  const suffix = process.platform === 'win32' ? '.exe' : ''
  for (const base of require.resolve.paths(name) ?? []) {
    const file = path.join(base, name, 'bin', tool + suffix)
    if (existsSync(file)) return file
  }
  throw new BinaryMissing(tool, name)
}
