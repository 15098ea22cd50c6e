import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const SOURCE = new URL('./boundYoungGeneration.ts', import.meta.url)

/** Size of the young generation before and after much that lives on was made, in a process of its own. */
const growth = (prepare: string): { before: number; after: number } => {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8'
    import { boundYoungGeneration } from ${JSON.stringify(SOURCE.href)}
    const size = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size
    ${prepare}
    const before = size()
    const kept = []
    for (let i = 0; i < 5e5; i++) kept.push({ i })
    console.log(JSON.stringify({ before, after: size(), kept: kept.length }))`
  return JSON.parse(
    execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { encoding: 'utf8' }),
  )
}

test('holds the young generation at the size it has, where it would grow', () => {
  const free = growth('')
  expect(free.after, 'left alone').toBeGreaterThan(free.before)
  const bounded = growth('boundYoungGeneration()')
  expect(bounded.after, 'bounded').toBe(bounded.before)
})
