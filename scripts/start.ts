// `npm start` and `npm run demo`: the local network and its demonstration. Run built, by scripts/run.mjs.
import { fileURLToPath } from 'node:url'
import { readLocalSettings, up } from '@assay/cli'
import { loadDigitModel, loadTestDigits } from '../models/digits/digits.ts'
import { importDigits } from '../models/digits/importDigits.ts'

const HONEST_DIGIT = 0
const LIED_ABOUT_DIGIT = 18

try {
  process.exitCode = await up({
    settings: readLocalSettings(),
    programs: fileURLToPath(new URL('.', import.meta.url)),
    demoOnly: process.argv.includes('--demo-only'),
    files: async () => {
      const digits = loadTestDigits()
      const chosen = [HONEST_DIGIT, LIED_ABOUT_DIGIT].flatMap((index) => digits[index] ?? [])
      return { onnx: loadDigitModel(), compiled: importDigits(), digits: chosen }
    },
  })
} catch (error) {
  process.stderr.write(`assay: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
// connections that libraries keep would hold the process
process.exit()
