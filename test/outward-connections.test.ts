import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Every file that opens a connection itself, and whose word it goes by. What a stranger names (the endpoint of an offer, for quotes, outputs,
 * traces, chunks) is asked by `askStranger` alone, under its rules. Models, inputs and manifests come from the store by digest.
 */
const allowed: Readonly<Record<string, string>> = {
  'packages/sdk/src/serve/askStranger.ts': 'strangers: public addresses only, bounded, timed, no redirects',
  'packages/store/src/kuboStore.ts': 'ASSAY_STORE_URL: the owner of the process names it; every byte is hashed',
  'packages/sdk/src/rpc/transportOf.ts': 'ASSAY_RPC_URL: the owner of the process names its nodes',
  'packages/sdk/src/rpc/fetchWhole.ts': 'ASSAY_RPC_URL, for the two above and below',
  'packages/sdk/src/rpc/createNodePool.ts': 'ASSAY_RPC_URL, several of them',
  'packages/keeper/src/keys/askSigner.ts': 'ASSAY_*_REMOTE_SIGNER_URL: the owner of the process names it',
  'packages/cli/src/status/readWorker.ts': 'ASSAY_STATUS_WORKERS: the monitors of own workers',
  'packages/localnet/src/startAnvil.ts': 'the local node that it started itself',
}

/** Whatever opens a connection, or could be made to. */
const opens = [
  // a call, no declaration of a method of that name
  /(?<![.\w'])fetch\((?!\w+: )/,
  /globalThis\.fetch/,
  /import https? from 'node:https?'[\s\S]*\.(request|get)\(/,
  /\b(net|tls|http2)\.(connect|createConnection)\(/,
  /import \{[^}]*\b(request|get|connect|createConnection|Socket)\b[^}]*\} from '(node:)?(https?|http2|net|tls)'/,
  /from '(undici|axios|got|ky|ws|node-fetch|node:dgram)'/,
  /\bnew (WebSocket|EventSource|XMLHttpRequest|Socket)\b/,
  /import \{[^}]*(?<!type )\b(http|webSocket)\b[^}]*\} from 'viem'/,
]

const sources = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'generated' ? [] : sources(file)
    return file.endsWith('.ts') && !file.endsWith('.test.ts') ? [file] : []
  })

const opening = ['packages', 'workers'].flatMap(sources).filter((file) => {
  const text = readFileSync(path.join(root, file), 'utf8')
  return opens.some((pattern) => pattern.test(text))
})

test('connections are opened in the files that are named here, for the reason that is given', () => {
  const unnamed = opening.filter((file) => allowed[file] === undefined)
  expect(
    unnamed,
    'ask strangers with packages/sdk/src/serve/askStranger.ts; name other files here, with whose word they go by',
  ).toEqual([])
})

test('and no file is named that opens none', () => {
  expect(Object.keys(allowed).filter((file) => !opening.includes(file))).toEqual([])
})
