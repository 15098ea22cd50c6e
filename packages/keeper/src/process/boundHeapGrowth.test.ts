import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const SOURCE = new URL('./boundHeapGrowth.ts', import.meta.url)

/** Most that the heap was while it made much garbage of some age beside what lives, in a process of its own; also after a thread was made. */
const peakBytes = (prepare: string): number => {
  const script = `
    import { Worker } from 'node:worker_threads'
    import { boundHeapGrowth } from ${JSON.stringify(SOURCE.href)}
    ${prepare}
    await new Promise((resolve) => new Worker('', { eval: true }).on('exit', resolve))
    const piece = () => Array.from({ length: 64 }, (_, i) => ({ i }))
    const kept = Array.from({ length: 8_000 }, piece)
    // each piece outlives two collections of the young generation
    const recent = []
    let peak = 0
    for (let n = 0; n < 100_000; n++) {
      recent[n % 12_000] = piece()
      if (n % 500 === 0) peak = Math.max(peak, process.memoryUsage().heapTotal)
    }
    console.log(JSON.stringify({ peak, kept: kept.length }))`
  const out = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  })
  return JSON.parse(out).peak
}

test('the heap stays near what lives, where it would grow to a multiple', () => {
  const free = peakBytes('')
  const bounded = peakBytes('boundHeapGrowth()')
  expect(bounded).toBeLessThan(free * 0.7)
})
