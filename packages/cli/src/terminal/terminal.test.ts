import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { drawDigit } from './drawDigit.ts'
import { formatTable } from './formatTable.ts'
import { printable } from './printable.ts'
import { progress } from './progress.ts'

describe('terminal', () => {
  test('draws a digit without its blank borders, two columns a pixel', () => {
    const pixels = new Uint8Array(784)
    pixels[28 * 5 + 1] = 255
    pixels[28 * 6 + 1] = 128
    expect(drawDigit(pixels)).toBe('  ██\n  ▒▒')
  })

  test('draws an empty image as nothing', () => {
    expect(drawDigit(new Uint8Array(784))).toBe('')
  })

  test('does not obey what a name holds', () => {
    expect(printable('a\x1b[2Jb\r\n\tc\u009b1m é█')).toBe('a\ufffd[2Jb\ufffd\n\tc\ufffd1m é█')
  })

  test('aligns columns', () => {
    expect(
      formatTable(
        ['op', 'gas'],
        [
          ['conv2d', '9'],
          ['add', '10'],
        ],
        [1],
      ),
    ).toBe('op      gas\n------  ---\nconv2d    9\nadd      10')
  })
})

describe('progress, where standard error is no terminal', () => {
  let said = ''
  beforeEach(() => {
    said = ''
    vi.useFakeTimers()
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      said += String(chunk)
      return true
    })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  test('says every five seconds how far it is, and how it ended', async () => {
    const work = progress(
      'compiling',
      async (tell) => {
        tell('calibrating, 1 of 64 samples')
        await new Promise((resolve) => setTimeout(resolve, 6000))
        return 10
      },
      (nodes) => `${nodes} nodes`,
    )
    await vi.advanceTimersByTimeAsync(6000)
    expect(await work).toBe(10)
    expect(said).toBe('  … compiling: calibrating, 1 of 64 samples: 5.0 s so far\n✓ compiling: 10 nodes (6.0 s)\n')
  })

  test('says it too when the work leaves the timer no time', async () => {
    await progress('measuring', async (tell) => {
      for (let done = 1; done <= 3; done++) {
        // synchronous work: the clock runs, timers do not
        vi.setSystemTime(Date.now() + 4000)
        tell(`${done} of 3`)
      }
    })
    expect(said).toBe('  … measuring: 2 of 3: 8.0 s so far\n✓ measuring (12.0 s)\n')
  })

  test('says that it failed', async () => {
    await expect(progress('compiling', () => Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError)
    expect(said).toBe('✗ compiling (0.0 s)\n')
  })
})
