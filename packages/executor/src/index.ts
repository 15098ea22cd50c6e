export type { Executor, ExecutorOptions, SelfTestReport } from './assembleExecutor.ts'
export { createExecutor } from './createExecutor.ts'
export {
  type Disagreement,
  ExecutorClosedError,
  RuntimeFailureError,
  SelfTestError,
  TensorMismatchError,
  UnsupportedProgramError,
} from './errors.ts'
export type { KernelMode } from './Lowering.ts'
export { lowerings } from './lowerings.ts'
export { releaseTensors } from './releaseTensors.ts'
export { runTrace } from './runTrace.ts'
