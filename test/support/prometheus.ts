import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { freePort, startProcess } from '@assay/localnet'
import { until } from './until.ts'

/** The binary of PROMETHEUS_BIN, or the one on the path. */
export const prometheusBinary = (): string | undefined => {
  const folders = (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, 'prometheus'))
  return [process.env.PROMETHEUS_BIN ?? '', ...folders].find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return file !== ''
    } catch {
      return false
    }
  })
}

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

/** A Prometheus of a test's own that scrapes `targets` every second, with the repository's alert rules. */
export const startPrometheus = async (
  binary: string,
  targets: readonly string[],
  rules: string,
): Promise<Prometheus> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'assay-prometheus-'))
  const port = await freePort()
  const config = path.join(dir, 'prometheus.yml')
  const hosts = targets.map((url) => `'${new URL(url).host}'`).join(', ')
  await writeFile(
    config,
    `global: { scrape_interval: 1s, evaluation_interval: 1s }\nrule_files: ['${rules}']\nscrape_configs:\n  - job_name: assay\n    static_configs:\n      - targets: [${hosts}]\n`,
  )
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
