import { BaseError, HttpRequestError, TimeoutError, type Transport } from 'viem'
import type { ChainObserver, RpcOutcome } from './ChainObserver.ts'

/**
 * A transport that reports every call to `observer`. The tries that viem makes again by itself are part of one call.
 * @param url of the endpoint; host and port of it are reported
 */
export function observed<transport extends Transport>(
  transport: transport,
  url: string,
  observer: ChainObserver | undefined,
): transport {
  if (observer?.onCall === undefined) return transport
  const endpoint = URL.canParse(url) ? new URL(url).host : 'unknown'
  const report = (method: string, started: number, outcome: RpcOutcome) =>
    observer.onCall?.({ endpoint, method, seconds: (performance.now() - started) / 1_000, outcome })
  // a transport is a function that makes one: this makes the same one with another `request`
  return ((parameters: Parameters<transport>[0]) => {
    const made = transport(parameters)
    return {
      ...made,
      request: async (query: { readonly method: string }, ...more: []) => {
        const started = performance.now()
        try {
          const answer = await made.request(query as never, ...more)
          report(query.method, started, 'ok')
          return answer
        } catch (error) {
          report(query.method, started, outcomeOf(error))
          throw error
        }
      },
    }
  }) as transport
}

function outcomeOf(error: unknown): RpcOutcome {
  if (!(error instanceof BaseError)) return 'unreachable'
  if (error.walk((cause) => cause instanceof TimeoutError) !== null) return 'timeout'
  const lost = error.walk((cause) => cause instanceof HttpRequestError)
  if (lost === null) return 'refused'
  return (lost as HttpRequestError).status === 429 ? 'limited' : 'unreachable'
}
