import type { Model } from '@assay/program'
import { ConstantFile } from './ConstantFile.ts'
import { RuntimeFailureError } from './errors.ts'
import { findExactSums } from './findExactSums.ts'
import { type LoweredProgram, lowerProgram } from './lowerProgram.ts'
import type { SessionOptions } from './openSession.ts'
import { OrtSession, type OrtSessionOptions } from './runtime/OrtSession.ts'
import { traceBytes } from './traceBytes.ts'

export interface LoadedProgram extends Pick<LoweredProgram, 'inputs' | 'placement'> {
  readonly session: OrtSession
}

/** Models from here on hand their constants over in a file. */
const LEAST_FILED_BYTES = 2 ** 20

/** Traces up to this are planned as one block of memory. */
const MOST_PLANNED_BYTES = 2 ** 20

/** Lowers a model and loads it into ONNX Runtime. Graph optimisations are off: some of them fuse away a rounding. */
export async function loadProgram(model: Model, options: SessionOptions): Promise<LoadedProgram> {
  const { mode, threads, lowerings, arena = true, host } = options
  const exactSums = await findExactSums(model.program, threads)
  const lower = (file?: ConstantFile) => lowerProgram(model, lowerings, mode, exactSums, file)
  const load = async ({ inputs, placement }: LoweredProgram, graph: string | Uint8Array): Promise<LoadedProgram> => {
    const sessionOptions: OrtSessionOptions = {
      threads,
      arena,
      // A planned block for a whole run stands beside what the arena holds already: 14 MB of ResNet-50, and no faster. Of the digit model it is
      // some kilobytes, and saves one microsecond of thirty.
      memoryPattern: traceBytes(model.program) < MOST_PLANNED_BYTES,
      config: {
        // Constants that a kernel has packed for itself are given back, instead of staying with the arena: 2 MB of MobileNetV2.
        'session.use_device_allocator_for_initializers': '1',
        // Else its threads spin for some 30 ms after a run, on the processors that hash what it gave.
        ...(threads > 1 && { 'session.force_spinning_stop': '1' }),
      },
    }
    const session = await OrtSession.open(graph, sessionOptions, host?.call).catch((cause: unknown) => {
      throw cause instanceof RuntimeFailureError ? cause : new RuntimeFailureError('loading the lowered program', cause)
    })
    return { session, inputs, placement }
  }
  const constantBytes = model.constants.reduce((sum, { byteLength }) => sum + byteLength, 0)
  if (constantBytes >= LEAST_FILED_BYTES) {
    let file: ConstantFile | undefined
    try {
      file = new ConstantFile()
      const lowered = lower(file)
      return await load(lowered, file.finish(lowered.onnx))
    } catch (error) {
      // No room for files, or none allowed: through memory, then. Without a file the encoded graph is as large as the model.
      if (!isSystemError(error)) throw error
    } finally {
      file?.remove()
    }
  }
  const lowered = lower()
  return load(lowered, lowered.onnx)
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error
