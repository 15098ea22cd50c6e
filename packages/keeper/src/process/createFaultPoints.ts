import { FaultPointInvalid } from '../errors.ts'
import { SIDE_EFFECTS, type SideEffect } from './SIDE_EFFECTS.ts'

const SPEC = /^([a-z]+)(?::([1-9]\d{0,5}))?$/
const killSelf = () => process.kill(process.pid, 'SIGKILL')

/**
 * Called after every awaited side effect of a process. For tests: with a specification such as `send:2` the process dies, as by a
 * power cut, right after the second transaction it sent; without one nothing happens.
 * @throws FaultPointInvalid
 */
export const createFaultPoints = (
  specification: string | undefined,
  kill: () => void = killSelf,
): ((effect: SideEffect) => void) => {
  if (specification === undefined) return () => {}
  const [, name, count = '1'] = SPEC.exec(specification) ?? []
  if (name === undefined || !Object.hasOwn(SIDE_EFFECTS, name))
    throw new FaultPointInvalid(specification, Object.keys(SIDE_EFFECTS))
  let left = Number(count)
  return (effect) => {
    if (effect !== name) return
    left -= 1
    if (left === 0) kill()
  }
}
