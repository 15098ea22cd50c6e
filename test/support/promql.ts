import { parser } from '@prometheus-io/lezer-promql'

export interface Selector {
  /** The metric's name. */
  readonly metric: string
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[]
}

export interface ParsedQuery {
  readonly selectors: readonly Selector[]
  /** Labels by which something is grouped. */
  readonly groupings: readonly string[]
  /** Where the text is no PromQL. */
  readonly errors: readonly string[]
}

/** A query of the dashboard as Grafana sends it, with every worker chosen. */
export const asSent = (expr: string): string =>
  expr.replaceAll('$__rate_interval', '1m').replaceAll('"$worker"', '".+"')

/** What a query asks for, by Prometheus's own grammar. */
export const parseQuery = (query: string): ParsedQuery => {
  const errors: string[] = []
  const selectors: Selector[] = []
  const groupings: string[] = []
  parser.parse(query).iterate({
    enter: ({ type, from, to, node }) => {
      const text = query.slice(from, to)
      if (type.isError) errors.push(`at ${from}: ${query.slice(from, from + 20)}`)
      if (type.name === 'VectorSelector') {
        const name = node.getChild('Identifier')
        const matchers = (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map((matcher) => {
          const part = (child: string) => {
            const found = matcher.getChild(child)
            return found === null ? '' : query.slice(found.from, found.to)
          }
          return { label: part('LabelName'), operator: part('MatchOp'), value: part('StringLiteral').slice(1, -1) }
        })
        selectors.push({ metric: name === null ? '' : query.slice(name.from, name.to), matchers })
      }
      if (type.name === 'GroupingLabels')
        groupings.push(
          ...text
            .replace(/[()\s]/g, '')
            .split(',')
            .filter((label) => label !== ''),
        )
    },
  })
  return { selectors, groupings, errors }
}
