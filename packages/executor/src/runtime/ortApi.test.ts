import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { findLibrary } from './findLibrary.ts'

/** What comes of opening ONNX Runtime in a process that has used Koffi before. */
const openAfter = (use: string) => {
  const script = `
    import { createRequire } from 'node:module'
    const { openApi } = await import(${JSON.stringify(new URL('./ortApi.mjs', import.meta.url).href)})
    const koffi = createRequire(${JSON.stringify(import.meta.url)})('koffi')
    ${use}
    koffi.load(null).func('int abs(int)')(-1)
    process.stdout.write(openApi(${JSON.stringify(findLibrary())}).version)`
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
}

test('who has loaded another library by Koffi before keeps its stack', () => {
  const { stdout, stderr } = openAfter('')
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^\d+\.\d+\.\d+$/)
})

test('a stack that is too small and cannot be set any more is said', () => {
  expect(openAfter('koffi.config({ sync_stack_size: 2 ** 17 })').stderr).toContain(
    'Koffi calls on a stack of 131072 bytes, of at least 1048576; set its sync_stack_size before it loads a library',
  )
})
