import { type Command, Option } from 'commander'
import { UsageError } from '../errors.ts'
import { type Preprocessing, type PresetName, presets } from './Preprocessing.ts'

export interface PreprocessOptions {
  readonly preprocess?: PresetName
  readonly resize?: Preprocessing['resize']
  readonly fit?: Preprocessing['fit']
  readonly invert?: Preprocessing['invert']
  readonly scale?: string
  readonly mean?: string
  readonly std?: string
  readonly layout?: Preprocessing['layout']
}

/** Options of commands that take pictures. */
export const addPreprocessOptions = (command: Command): Command =>
  command
    .optionsGroup('How a picture becomes an input:')
    .addOption(
      new Option(
        '--preprocess <preset>',
        'how a picture becomes numbers: none (0 to 255), unit (0 to 1), imagenet (torchvision mean and deviation, cut to the middle), digits (light ink on dark, 0 to 1); default: unit, or none if the model takes bytes',
      ).choices(Object.keys(presets)),
    )
    .addOption(new Option('--resize <method>', "to the model's size").choices(['nearest', 'bilinear']))
    .addOption(
      new Option('--fit <how>', 'a picture of other proportions: stretch it, or crop to its middle').choices([
        'stretch',
        'crop',
      ]),
    )
    .addOption(
      new Option('--invert <when>', 'swap light and dark; auto: if the border is light').choices(['yes', 'no', 'auto']),
    )
    .option('--scale <number>', 'pixels are multiplied by it first; 1/255 may be written so')
    .option('--mean <numbers>', 'subtracted then: one number, or one per channel, separated by commas')
    .option('--std <numbers>', 'divided by last: the same')
    .addOption(
      new Option('--layout <order>', 'which axis of the ONNX input is the channel, if its shape can be read both ways')
        .choices(['auto', 'nchw', 'nhwc'])
        .default('auto'),
    )

const numberOf = (text: string, option: string): number => {
  const [numerator = '', denominator = '1', ...rest] = text.split('/')
  const value =
    numerator.trim() === '' || denominator.trim() === '' ? Number.NaN : Number(numerator) / Number(denominator)
  if (!Number.isFinite(value) || rest.length > 0)
    throw new UsageError(`${option} takes numbers such as 0.5 or 1/255; "${text}" is none.`)
  return value
}

const numbersOf = (text: string, option: string): readonly number[] =>
  text.split(',').map((part) => numberOf(part, option))

/** What the options say, on top of their preset or of `base`. */
export const preprocessingOf = (options: PreprocessOptions, base: PresetName): Preprocessing => {
  const preset = presets[options.preprocess ?? base]
  const std = options.std === undefined ? preset.std : numbersOf(options.std, '--std')
  if (std.includes(0)) throw new UsageError('--std must not be 0: it is divided by.')
  return {
    resize: options.resize ?? preset.resize,
    fit: options.fit ?? preset.fit,
    invert: options.invert ?? preset.invert,
    scale: options.scale === undefined ? preset.scale : numberOf(options.scale, '--scale'),
    mean: options.mean === undefined ? preset.mean : numbersOf(options.mean, '--mean'),
    std,
    layout: options.layout ?? preset.layout,
  }
}
