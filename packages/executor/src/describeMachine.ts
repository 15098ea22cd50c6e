import { cpus } from 'node:os'
import { ortVersion } from './runtime/ortEnvironment.ts'

export interface Machine {
  readonly cpu: string
  readonly onnxRuntime: string
}

/** What the self-test's verdict holds for. */
export function describeMachine(): Machine {
  return {
    cpu: `${cpus()[0]?.model.trim() ?? 'unknown CPU'} (${process.arch})`,
    onnxRuntime: ortVersion(),
  }
}
