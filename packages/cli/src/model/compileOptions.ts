import type { Command } from 'commander'

/** Options of every command that compiles an ONNX file. */
export interface CompileOptions {
  readonly calibration: readonly string[]
  readonly name?: string
  readonly inputShape: readonly string[]
  readonly output?: string
  readonly ranges: string
  readonly biasCorrection: boolean
  readonly equalise: boolean
  readonly finer?: string
  readonly planes: string
  readonly fuse: boolean
  readonly constantChunk: string
  readonly activationChunk: string
}

export const addCompileOptions = (command: Command): Command =>
  command
    .optionsGroup('How an ONNX file is compiled:')
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
    .option(
      '--ranges <method>',
      'what calibration takes for the range of a tensor: min-max, entropy, mse, or a percentile such as 99.99',
      'min-max',
    )
    .option('--bias-correction', 'take the mean error that rounding weights makes off the biases', false)
    .option(
      '--equalise',
      "bring channels that share a tensor's scale to a common size where weights can take it back",
      false,
    )
    .option(
      '--finer <tensor,...>',
      'hold these ONNX tensors in several bytes an element, or "all" that can be: a dearer program, closer to the float model',
    )
    .option('--planes <n>', 'in how many bytes --finer holds an element, 2 to 8', '2')
    .option('--no-fuse', 'keep every layer a node of its own')
    .option('--output <name>', 'which output to keep, of several')
    .option('-n, --name <name>', "the model's name (default: the file's)")
    .option('--constant-chunk <bytes>', 'bytes of a chunk of a constant: 256 makes proofs cheapest', '1024')
    .option(
      '--activation-chunk <bytes>',
      'bytes of a chunk of an activation: smaller is a cheaper proof and more hashing',
      '4096',
    )
