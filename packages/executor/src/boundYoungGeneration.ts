import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8's young generation at the size it has; left alone, a self-test's garbage doubles it, 16 MB that are never given back and that
 * no run is faster for (docs/decisions/0020). V8 reads this flag when it would grow, and sets it back to 2 when a thread is made.
 */
export function boundYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
