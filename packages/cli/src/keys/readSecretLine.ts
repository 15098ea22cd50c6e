import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'

/** Lines of standard input that is no terminal, read ahead once for all that ask. */
let piped: AsyncIterator<string> | undefined

/** A line from standard input; at a terminal it is asked for and not shown. */
export const readSecretLine = async (question: string): Promise<string> => {
  if (!process.stdin.isTTY) {
    piped ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]()
    const { value, done } = await piped.next()
    return done === true ? '' : value
  }
  process.stderr.write(question)
  // an output that goes nowhere: readline echoes there
  const lines = createInterface({ input: process.stdin, output: new PassThrough(), terminal: true })
  try {
    return await new Promise((resolve) => {
      lines.once('line', resolve)
      lines.once('close', () => resolve(''))
    })
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
