import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { serialize } from 'node:v8'
import { type Model, tensorBytes } from '@assay/program'
import { importDigits } from '../models/digits/importDigits.ts'
import type { Figure } from './Figure.ts'
import { median } from './median.ts'
import { importNetwork } from './networks/importNetwork.ts'
import { mobilenetV2 } from './networks/mobilenetV2.ts'
import { resnet50 } from './networks/resnet50.ts'

const CHILD = fileURLToPath(new URL('memoryChild.ts', import.meta.url))

const measure = (task: string, file: string): Record<string, number> =>
  JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', CHILD, task, file], { encoding: 'utf8' }),
  )

/** V8 doubles its young generation at one run and not at the next, 16 MB apart: the median of several processes. */
const PROCESSES = 5
const peakOf = (task: string, file: string): number =>
  median(Array.from({ length: PROCESSES }, () => measure(task, file).peakBytes ?? Number.NaN))

const sizeOf = ({ program }: Model) => ({
  model: program.constants.reduce((sum, type) => sum + tensorBytes(type), 0),
  trace: program.nodes.reduce((sum, type) => sum + tensorBytes(type), 0),
})

/**
 * Memory of a provider, and time and memory of compiling, each in a process of its own. What Node and the code take by themselves is the
 * peak of a process that loads nothing; what ONNX Runtime adds (its library, threads, and a session's working memory) that of a
 * provider of the digit model, whose own 40 kB do not count. Neither grows with the model, so a network is measured over both.
 */
export const memory = async (): Promise<Figure[]> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-bench-'))
  const file = (name: string, bytes: Uint8Array): string => {
    const at = path.join(folder, name)
    writeFileSync(at, bytes)
    return at
  }
  try {
    const digits = file('digits', serialize((await importDigits()).model))
    const bare = peakOf('serve', digits)
    const idle = peakOf('idle', '')
    const figures: Figure[] = [
      { name: 'memory.idle', value: idle, unit: 'bytes', note: 'peak of a process with the code and nothing loaded' },
      {
        name: 'memory.onnxruntime',
        value: bare - idle,
        unit: 'bytes',
        note: 'what serving the digit model adds to it',
      },
      { name: 'memory.bare', value: bare, unit: 'bytes', note: 'peak of a process that serves the digit model: both' },
    ]
    for (const [name, build] of Object.entries({ mobilenetv2: mobilenetV2, resnet50 })) {
      const model = await importNetwork(build())
      const { model: modelBytes, trace } = sizeOf(model)
      const peak = peakOf('serve', file(name, serialize(model))) - bare
      figures.push(
        {
          name: `memory.${name}.peak`,
          value: peak,
          unit: 'bytes',
          note: 'over memory.bare: self-test, and 20 traces, each dropped before the next',
        },
        {
          name: `memory.${name}.over_model_and_trace`,
          value: peak / (modelBytes + trace),
          unit: 'ratio',
          note: `to ${modelBytes} bytes of constants and ${trace} of trace`,
        },
      )
    }
    const { grownBytes = Number.NaN, runs } = measure('repeat', digits)
    figures.push({
      name: 'memory.digits.growth',
      value: grownBytes,
      unit: 'bytes',
      note: `resident memory after ${runs} more traces of the digit model, garbage collected before and after`,
    })
    const compiled = measure('compile', file('resnet50.onnx', resnet50()))
    const what = `a float32 ONNX file of ${compiled['onnxBytes']} bytes, two calibration samples, quality report on one`
    figures.push(
      { name: 'compile.resnet50.time', value: (compiled['milliseconds'] ?? 0) / 1000, unit: 's', note: what },
      {
        name: 'compile.resnet50.peak',
        value: compiled['peakBytes'] ?? 0,
        unit: 'bytes',
        note: `whole process; ${what}`,
      },
    )
    return figures
  } finally {
    rmSync(folder, { recursive: true })
  }
}
