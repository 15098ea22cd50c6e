import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const [SOURCE, RELEASE] = ['./returnFreedMemory.ts', '../releaseTensors.ts'].map((name) =>
  JSON.stringify(new URL(name, import.meta.url).href),
)
const { header } = process.report.getReport() as { readonly header: object }

/** MB that stay with a process of five freed blocks of 8, after a larger one was freed. */
const kept = (before: string): number => {
  const script = `
    import { returnFreedMemory } from ${SOURCE}
    import { releaseTensors } from ${RELEASE}
    const take = (count, megabytes) => Array.from({ length: count }, () => new Uint8Array(megabytes * 2 ** 20).fill(1))
    releaseTensors(take(1, 24))
    ${before}
    const start = process.memoryUsage.rss()
    const blocks = take(5, 8)
    const small = Array.from({ length: 100 }, () => new Uint8Array(1000))
    releaseTensors(blocks)
    process.stdout.write(String((process.memoryUsage.rss() - start) / 2 ** 20))
    releaseTensors(small)`
  return Number(
    execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { encoding: 'utf8' }),
  )
}

test.runIf('glibcVersionRuntime' in header)('what is freed goes back to the system, whatever was freed before', () => {
  expect(kept(''), 'left alone').toBeGreaterThan(30)
  expect(kept('returnFreedMemory()')).toBeLessThan(10)
})
