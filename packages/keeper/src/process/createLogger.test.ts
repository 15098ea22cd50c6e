import { expect, test } from 'vitest'
import { createLogger } from './createLogger.ts'

const lines: Record<string, unknown>[] = []
const log = createLogger('settler', 'info', { write: (line: string) => void lines.push(JSON.parse(line)) })

test('writes one object per line, without keys and addresses that carry passwords', () => {
  log.info(
    {
      stage: 'start',
      privateKey: '0xsecret',
      settings: { rpcUrl: 'http://u:secret@x', queueUrl: 'secret' },
      error: new TypeError('no'),
    },
    'up',
  )
  const [line] = lines
  expect(line).toMatchObject({
    level: 'info',
    worker: 'settler',
    stage: 'start',
    msg: 'up',
    error: { type: 'TypeError', message: 'no' },
  })
  expect(JSON.stringify(line)).not.toContain('secret')
})
