import type { Command } from 'commander'

/** Options of every command that compiles an ONNX file. */
export interface CompileOptions {
  readonly calibration: readonly string[]
  readonly name?: string
  readonly inputShape: readonly string[]
  readonly output?: string
  readonly constantChunk: string
  readonly activationChunk: string
}

export const addCompileOptions = (command: Command): Command =>
  command
    .option(
      '-c, --calibration <file...>',
      'typical inputs, about 100: one .npy or .json file per model input, shape [samples, ...input shape]',
      [],
    )
    .option(
      '--input-shape <name=dims...>',
      'shape of an input that the file leaves open, such as pixels=1,3,224,224',
      [],
    )
    .option('--output <name>', 'which output to keep, of several')
    .option('-n, --name <name>', "the model's name (default: the file's)")
    .option('--constant-chunk <bytes>', 'bytes of a chunk of a constant: smaller is a cheaper proof', '1024')
    .option(
      '--activation-chunk <bytes>',
      'bytes of a chunk of an activation: smaller is a cheaper proof and more hashing',
      '4096',
    )
