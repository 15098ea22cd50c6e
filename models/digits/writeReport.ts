import { writeFileSync } from 'node:fs'
import { loadTestDigits } from './digits.ts'
import { importDigits } from './importDigits.ts'

/** Imports the digit model, measures it on all 10,000 test digits and writes report.json beside it. */
const { report } = await importDigits(loadTestDigits())
writeFileSync(new URL('report.json', import.meta.url), `${JSON.stringify(report, null, 2)}\n`)
const { accuracy, agreement, samples } = report.evaluation
process.stdout.write(
  `${samples} test digits: float32 ${accuracy!.reference * 100} %, int8 ${accuracy!.program * 100} %, same answer ${agreement! * 100} %\n`,
)
