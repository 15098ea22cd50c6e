import type { ImageLayout } from './imageLayout.ts'
import type { ResizeMethod } from './resizeImage.ts'

/** How a picture becomes numbers: (pixel * scale - mean) / std, pixels from 0 to 255. */
export interface Preprocessing {
  readonly resize: ResizeMethod
  /** Whether another shape of picture is stretched, or cut to the middle that fits. */
  readonly fit: 'stretch' | 'crop'
  /** `auto`: pictures that are light at the border, as ink on paper, are inverted. */
  readonly invert: 'yes' | 'no' | 'auto'
  readonly scale: number
  /** One number, or one for each channel. */
  readonly mean: readonly number[]
  readonly std: readonly number[]
  readonly layout: ImageLayout['order'] | 'auto'
}

const plain = {
  resize: 'bilinear',
  fit: 'stretch',
  invert: 'no',
  scale: 1 / 255,
  mean: [0],
  std: [1],
  layout: 'auto',
} as const

export const presets = {
  /** Pixels as they are, 0 to 255. */
  none: { ...plain, scale: 1 },
  /** 0 to 1. */
  unit: plain,
  /** torchvision's models: the mean and deviation of ImageNet's colours, cut to the middle. */
  imagenet: { ...plain, fit: 'crop', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  /** Light ink on a dark ground, 0 to 1, as MNIST has it. */
  digits: { ...plain, invert: 'auto' },
} as const satisfies Record<string, Preprocessing>

export type PresetName = keyof typeof presets
