/** A fetch whose answer has to be whole in time: viem's own timeout ends when the head of an answer has come. */
export const fetchWhole =
  (timeoutMs: number): typeof fetch =>
  (input, init) => {
    const inTime = AbortSignal.timeout(timeoutMs)
    return fetch(input, { ...init, signal: init?.signal == null ? inTime : AbortSignal.any([init.signal, inTime]) })
  }
