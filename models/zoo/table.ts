import type { Measurement } from './Measurement.ts'

/** Measurements as a table in Markdown. */
export function table(measurements: readonly Measurement[]): string {
  const head = [
    'network',
    'nodes',
    'multiplications',
    'weights, kB',
    'trace, kB',
    'int8 agrees with float32',
    'accuracy float32 / int8',
    'output SNR, dB',
    'interpreter = ONNX Runtime, elements',
    'lies convicted (EVM = interpreter)',
    'gas of a conviction, median / worst',
    'bound of the worst element, gas',
  ]
  const rows = measurements.map((m) => [
    m.name,
    m.nodes.toLocaleString('en'),
    m.multiplications.toLocaleString('en'),
    kilo(m.constantBytes),
    kilo(m.traceBytes),
    `${percent(m.quality.agreement)} of ${m.quality.samples.toLocaleString('en')}`,
    m.quality.accuracy == null
      ? '-'
      : `${percent(m.quality.accuracy.reference)} / ${percent(m.quality.accuracy.program)}`,
    m.quality.outputSnrDb?.toFixed(1) ?? '-',
    m.agreement.interpreter.toLocaleString('en'),
    `${m.convictions.convicted} of ${m.convictions.tamperings}`,
    `${m.convictions.medianGas.toLocaleString('en')} / ${m.convictions.worstGas.toLocaleString('en')}`,
    `${m.bound.gas.toLocaleString('en')} (${m.bound.op})`,
  ])
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

const kilo = (bytes: number) => Math.round(bytes / 1000).toLocaleString('en')
const percent = (share: number | null) => (share === null ? '-' : `${(100 * share).toFixed(1)} %`)
