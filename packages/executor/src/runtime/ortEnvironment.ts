import { RuntimeFailureError } from '../errors.ts'
import { findLibrary } from './findLibrary.ts'
import { type Address, type OrtApi, openApi, type Status } from './ortApi.mjs'
import { returnFreedMemory } from './returnFreedMemory.ts'

/** ORT_LOGGING_LEVEL_ERROR: what ONNX Runtime warns of is nothing its user can change. */
export const SEVERITY = 3
const DEVICE_ALLOCATOR = 0
const DEFAULT_MEMORY = 0

export interface OrtEnvironment {
  readonly api: OrtApi
  readonly environment: Address
  /** What describes memory of this program's own. */
  readonly memory: Address
}

let opened: OrtEnvironment | undefined

/**
 * ONNX Runtime in this process, loaded when it is first asked for.
 * @throws RuntimeFailureError if there is none for this system
 */
export function ortEnvironment(): OrtEnvironment {
  if (opened !== undefined) return opened
  const file = findLibrary()
  let api: OrtApi
  try {
    api = openApi(file)
    returnFreedMemory()
  } catch (cause) {
    throw new RuntimeFailureError(`loading ${file}`, cause)
  }
  const environment = made(api, (out) => api.CreateEnv(SEVERITY, 'assay', out))
  const memory = made(api, (out) => api.CreateCpuMemoryInfo(DEVICE_ALLOCATOR, DEFAULT_MEMORY, out))
  opened = { api, environment, memory }
  return opened
}

/** @throws RuntimeFailureError if there is none for this system */
export const ortVersion = (): string => ortEnvironment().api.version

/** @throws Error with what ONNX Runtime says */
export function check(api: OrtApi, status: Status): void {
  if (status === null) return
  const message = api.GetErrorMessage(status)
  api.ReleaseStatus(status)
  throw new Error(message)
}

/** What a function that makes something writes to where it was told. @throws Error with what ONNX Runtime says */
export function made(api: OrtApi, make: (out: BigUint64Array) => Status): Address {
  const out = new BigUint64Array(1)
  check(api, make(out))
  return out[0]!
}
