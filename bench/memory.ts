import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { serialize } from 'node:v8'
import { type Model, tensorBytes } from '@assay/program'
import { importDigits } from '../models/digits/importDigits.ts'
import { ensureBuild } from '../scripts/build/ensureBuild.mjs'
import type { Figure } from './Figure.ts'
import { median } from './median.ts'
import { importNetwork } from './networks/importNetwork.ts'
import { mobilenetV2 } from './networks/mobilenetV2.ts'
import { resnet50 } from './networks/resnet50.ts'

/** Collections come at another time in every process: the median of several. */
const PROCESSES = 5

const sizeOf = ({ program }: Model) => ({
  model: program.constants.reduce((sum, type) => sum + tensorBytes(type), 0),
  trace: program.nodes.reduce((sum, type) => sum + tensorBytes(type), 0),
})

/**
 * Memory of a provider, and time and memory of compiling, each in a process of its own. A bare process has the code and ONNX Runtime
 * loaded and runs one node; a provider of the digit model, whose own 40 kB do not count, shows what serving takes whatever the
 * network (self-test, commitments, code that is compiled). A network is measured over each of the two.
 */
export const memory = async (): Promise<Figure[]> => {
  // What a provider runs is built; the loader of TypeScript would take more than MobileNetV2 does.
  const build = await ensureBuild(fileURLToPath(new URL('..', import.meta.url)))
  const child = path.join(build, 'memoryChild.mjs')
  const measure = (task: string, file: string): Record<string, number> =>
    JSON.parse(execFileSync(process.execPath, ['--expose-gc', child, task, file], { encoding: 'utf8' }))
  const peakOf = (task: string, file: string): number =>
    median(Array.from({ length: PROCESSES }, () => measure(task, file).peakBytes ?? Number.NaN))
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-bench-'))
  const file = (name: string, bytes: Uint8Array): string => {
    const at = path.join(folder, name)
    writeFileSync(at, bytes)
    return at
  }
  try {
    const digits = file('digits', serialize((await importDigits()).model))
    const idle = peakOf('idle', '')
    const bare = peakOf('runtime', '')
    const least = peakOf('serve', digits)
    const figures: Figure[] = [
      { name: 'memory.idle', value: idle, unit: 'bytes', note: 'peak of a process with the code and nothing loaded' },
      { name: 'memory.bare', value: bare, unit: 'bytes', note: 'with ONNX Runtime, which runs a graph of one node' },
      { name: 'memory.digits', value: least, unit: 'bytes', note: 'peak of a process that serves the digit model' },
    ]
    for (const [name, build] of Object.entries({ mobilenetv2: mobilenetV2, resnet50 })) {
      const model = await importNetwork(build())
      const { model: modelBytes, trace } = sizeOf(model)
      const peak = peakOf('serve', file(name, serialize(model)))
      const size = `to ${modelBytes} bytes of constants and ${trace} of trace`
      const over = (other: number): number => (peak - other) / (modelBytes + trace)
      figures.push(
        {
          name: `memory.${name}.peak`,
          value: peak - bare,
          unit: 'bytes',
          note: 'over memory.bare: self-test, and 20 traces, each given back before the next',
        },
        {
          name: `memory.${name}.over_bare`,
          value: over(bare),
          unit: 'ratio',
          note: `of what it takes over memory.bare, ${size}`,
        },
        {
          name: `memory.${name}.over_digits`,
          value: over(least),
          unit: 'ratio',
          note: `of what it takes over memory.digits, ${size}`,
        },
      )
    }
    const { grownBytes = Number.NaN, runs } = measure('repeat', digits)
    figures.push({
      name: 'memory.digits.growth',
      value: grownBytes,
      unit: 'bytes',
      note: `resident memory after ${runs} more traces of the digit model, each given back, garbage collected before and after`,
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
