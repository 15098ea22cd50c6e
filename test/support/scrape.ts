/** One series of a worker's metrics. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g

/** What Prometheus would read at a worker's monitor. */
export const scrape = async (monitorUrl: string): Promise<Sample[]> => {
  const response = await fetch(`${monitorUrl}/metrics`)
  const text = await response.text()
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = LINE.exec(line) ?? []
      if (name === '') throw new SyntaxError(`not a line of Prometheus's text format: ${line}`)
      const pairs = [...labels.matchAll(LABEL)].map(([, label = '', text = '']) => [label, text] as const)
      return { name, labels: Object.fromEntries(pairs), value: Number(value.replace('Inf', 'Infinity')) }
    })
}

/** The sum of the series of a name whose labels are as given. */
export const sumOf = (
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number => {
  const found = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )
  return found.length === 0 ? Number.NaN : found.reduce((sum, { value }) => sum + value, 0)
}
