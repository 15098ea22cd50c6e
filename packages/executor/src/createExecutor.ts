import { type Model, validateProgram } from '@assay/program'
import { assembleExecutor, type Executor, type ExecutorOptions } from './assembleExecutor.ts'
import { boundYoungGeneration } from './boundYoungGeneration.ts'
import { checkTensors } from './checkTensors.ts'
import { lowerings } from './lowerings.ts'

/**
 * Makes a valid model ready to run on ONNX Runtime, with the interpreter's bytes or not at all.
 * @throws ProgramError if the program is not valid, TensorMismatchError for constants of another length, SelfTestError if
 *   this machine does not compute it exactly, UnsupportedProgramError, RuntimeFailureError
 */
export async function createExecutor(model: Model, options: ExecutorOptions = {}): Promise<Executor> {
  validateProgram(model.program)
  checkTensors('constant', model.program.constants, model.constants)
  boundYoungGeneration()
  return assembleExecutor(model, options, lowerings)
}
