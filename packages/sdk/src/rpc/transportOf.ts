import { type CustomTransport, custom, type HttpTransport, http } from 'viem'
import { observed } from '../observe/observed.ts'
import { createNodePool, type NodePoolOptions } from './createNodePool.ts'
import { fetchWhole } from './fetchWhole.ts'

const RETRIES_OF_ONE = 2

/** How a chain is asked: one node directly, several as a pool, which `poolOf` finds again. */
export const transportOf = (options: NodePoolOptions): HttpTransport | CustomTransport => {
  const { urls, timeoutMs, observer } = options
  const [first = '', ...more] = urls
  if (more.length === 0) {
    const one = http(first, {
      timeout: timeoutMs,
      fetchFn: fetchWhole(timeoutMs),
      retryCount: RETRIES_OF_ONE,
      batch: { wait: 0 },
    })
    return observed(one, first, observer)
  }
  const pool = createNodePool(options)
  const several = custom({ request: pool.request }, { retryCount: 1, key: 'nodes', name: 'several nodes' })
  return (parameters) => ({ ...several(parameters), value: { pool } })
}
