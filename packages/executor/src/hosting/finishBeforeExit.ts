/** Longer than any run that is likely; then the process ends as it may. */
const MOST_MS = 10_000

const counters = new Set<Int32Array>()

/** ONNX Runtime aborts the process if the thread it runs on is taken away: an exit waits for what is running. */
const wait = (): void => {
  const until = performance.now() + MOST_MS
  for (const counter of counters) {
    for (let count = Atomics.load(counter, 0); count > 0 && performance.now() < until; count = Atomics.load(counter, 0))
      Atomics.wait(counter, 0, count, until - performance.now())
  }
}

/**
 * Holds an exit of the process until the counter is down to 0.
 * @param counter shared with a thread that counts down and notifies
 * @returns a function that ends this
 */
export function finishBeforeExit(counter: Int32Array): () => void {
  if (counters.size === 0) process.on('exit', wait)
  counters.add(counter)
  return () => {
    counters.delete(counter)
    if (counters.size === 0) process.off('exit', wait)
  }
}
