import net from 'node:net'
import { expect, test } from 'vitest'
import { MonitorPortInUse } from '../errors.ts'
import { hideSecret } from '../process/secrets.ts'
import type { HealthReport } from './HealthReport.ts'
import { serveMonitor } from './serveMonitor.ts'

const report: HealthReport = {
  ...{ ok: false, worker: 'settler', account: '0x1', chainId: 1, block: null, queue: {} },
  checks: [{ name: 'queue', ok: false, why: 'it is down', next: 'Start it.' }],
}
const options = {
  ...{ worker: 'settler', host: '127.0.0.1', port: 0, setting: 'ASSAY_SETTLER_MONITOR_PORT' },
  metrics: { read: async () => ({ text: 'a 1\n', contentType: 'text/plain; version=0.0.4' }) },
  health: async () => report,
}

test('a port in use is reported by number, and by the setting that changes it', async () => {
  const holder = net.createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  const { port } = holder.address() as net.AddressInfo
  const failure = await serveMonitor({ ...options, port }).catch((error: unknown) => error)
  holder.close()
  expect(failure).toBeInstanceOf(MonitorPortInUse)
  expect((failure as Error).message).toContain(`127.0.0.1:${port}`)
  expect((failure as Error).message).toContain('ASSAY_SETTLER_MONITOR_PORT')
})

test('an unready worker answers 503 with its reasons, and lives all the same', async () => {
  const monitor = await serveMonitor(options)
  const [ready, live, metrics] = await Promise.all(
    ['/health/ready', '/health/live', '/metrics'].map((path) => fetch(`${monitor.url}${path}`)),
  )
  expect(ready?.status).toBe(503)
  expect(await ready?.json()).toEqual(report)
  expect(live?.status).toBe(200)
  expect(metrics?.headers.get('content-type')).toBe('text/plain; version=0.0.4')
  expect(await metrics?.text()).toBe('a 1\n')
  await monitor.close()
})

test('health that cannot be told is an error of the answer, not of the process', async () => {
  const monitor = await serveMonitor({ ...options, health: () => Promise.reject(new TypeError('no')) })
  expect((await fetch(`${monitor.url}/health/ready`)).status).toBe(500)
  expect((await fetch(`${monitor.url}/health/live`)).status).toBe(200)
  await monitor.close()
})

test('what is hidden from the log is not shown here either', async () => {
  hideSecret('a-password-in-an-error')
  const why = 'no answer: a-password-in-an-error was refused'
  const told = { ...report, checks: [{ ...report.checks[0]!, why }] }
  const monitor = await serveMonitor({ ...options, health: async () => told })
  const text = await (await fetch(`${monitor.url}/health/ready`)).text()
  expect(text).not.toContain('a-password-in-an-error')
  expect(JSON.parse(text).checks[0].why).toBe('no answer: (hidden) was refused')
  await monitor.close()
})
