import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, startProcess } from '@assay/localnet'
import { until } from './until.ts'

export interface Prometheus {
  /** Series of an instant query, now. */
  query(expr: string): Promise<readonly { readonly metric: Readonly<Record<string, string>> }[]>
  /** Whatever else its API answers. */
  get(path: string): Promise<unknown>
  stop(): Promise<void>
}

interface Answer {
  readonly status: string
  readonly error?: string
  readonly data: unknown
}

const folder = fileURLToPath(new URL('../../deploy/prometheus/', import.meta.url))

/** What stands in deploy/prometheus/prometheus.yml, with other targets and every second. */
const configFor = async (targets: readonly string[]): Promise<string> => {
  const shipped = await readFile(path.join(folder, 'prometheus.yml'), 'utf8')
  const hosts = targets.map((url) => `          - ${new URL(url).host}\n`).join('')
  return shipped
    .replaceAll('_interval: 10s', '_interval: 1s')
    .replace('- alerts.yml', `- ${path.join(folder, 'alerts.yml')}`)
    .replace(/(?<=targets:\n)(?: +- .*\n)+/, hosts)
}

/** A Prometheus of a test's own that scrapes `targets` every second, with the repository's configuration and alert rules. */
export const startPrometheus = async (binary: string, targets: readonly string[]): Promise<Prometheus> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'assay-prometheus-'))
  const port = await freePort()
  const config = path.join(dir, 'prometheus.yml')
  await writeFile(config, await configFor(targets))
  const server = startProcess({
    name: 'prometheus',
    command: binary,
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${dir}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
  })
  const get = async (at: string): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${at}`)
    const { status, error, data } = (await response.json()) as Answer
    if (status !== 'success') throw new SyntaxError(`Prometheus: ${error}`)
    return data
  }
  const query: Prometheus['query'] = async (expr) => {
    const data = (await get(`query?query=${encodeURIComponent(expr)}`)) as { result: [] }
    return data.result
  }
  await until('Prometheus has scraped every worker three times', async () => {
    const seen = await query('count_over_time(up{job="assay"}[1m]) >= 3').catch(() => [])
    return seen.length === targets.length
  })
  return {
    query,
    get,
    stop: async () => {
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
