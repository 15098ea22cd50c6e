import { readFileSync } from 'node:fs'
import util from 'node:util'

/** The variables of a `.env` file; what the real environment sets wins. A missing file is an empty one. */
export const loadDotEnv = (
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return environment
  }
  return { ...util.parseEnv(text), ...environment }
}
