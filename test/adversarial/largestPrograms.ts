import { type Dtype, type Model, ProgramError, validateProgram } from '@assay/program'
import { ModelBuilder, seededRandom, windowAttributes } from '@assay/proof/testing'

const builders: Readonly<Record<string, (size: number) => ModelBuilder>> = {
  'sum of u8 side by side': (n) => sum('u8', [1, 1, 1, n], 3),
  'sum of i8 side by side': (n) => sum('i8', [1, 1, n, 1], 2),
  'sum of i32 side by side': (n) => sum('i32', [1, n, 1, 1], 1),
  'sum of u8 a few apart': (n) => sum('u8', [1, n, 1, 3], 1),
  'sum of i32 in a chunk each': (n) => sum('i32', [1, n, 1, 64], 1),
  'maximum of u8 side by side': (n) => selection('reduce_max', 'u8', [1, 1, 1, n], 3),
  'maximum of i32 in a chunk each': (n) => selection('reduce_max', 'i32', [1, n, 1, 64], 1),
  'place among i8 side by side': (n) => selection('arg_max', 'i8', [1, 1, n, 1], 2),
  'place among i32 a few apart': (n) => selection('arg_max', 'i32', [1, n, 1, 3], 1),
  'maximum of rising i32': (n) => selection('reduce_max', 'i32', [1, 1, 1, n], 3, rising(n)),
  'place among rising i32': (n) => selection('arg_max', 'i32', [1, 1, 1, n], 3, rising(n)),
  'square maximum': (n) => maximum('u8', [n, n], 1),
  'maximum of a row': (n) => maximum('i8', [1, n], 1),
  'maximum of a column': (n) => maximum('u8', [n, 1], 1),
  'dilated maximum': (n) => maximum('i8', [n, n], 2),
  'square average': (n) => average('u8', [n, n]),
  'average of a row': (n) => average('u8', [1, n]),
  'average of a column': (n) => average('i8', [n, 1]),
  'dense convolution': (n) => convolution([3, 3], n, 1, 1),
  'convolution of one channel': (n) => convolution([n, n], 1, 1, 1),
  'depthwise convolution': (n) => convolution([n, n], 2, 2, 1),
  'dilated convolution': (n) => convolution([n, n], 1, 1, 2),
  'grouped convolution': (n) => convolution([5, 5], 2 * n, 2, 1),
  'dense convolution and a sum': (n) => convolution([3, 3], n, 1, 1, 'conv2d_add'),
  'depthwise convolution and a sum': (n) => convolution([n, n], 2, 2, 1, 'conv2d_add'),
  'dense bottleneck': (n) => bottleneck([3, 3], n, 1),
  'bottleneck of one channel': (n) => bottleneck([n, n], 1, 1),
  'dilated bottleneck': (n) => bottleneck([n, n], 3, 2),
  'bottleneck of one tap': (n) => bottleneck([1, 1], n, 1),
  'dense convolution, pooled': (n) => pooled([3, 3], n, [2, 2], 1),
  'pool of a convolution of one tap': (n) => pooled([1, 1], 1, [n, n], 1),
  'pool of a convolution of rows': (n) => pooled([1, n], 1, [3, 3], 1),
  'pool of a dilated convolution': (n) => pooled([3, 3], 1, [n, n], 2),
  'dense convolution and projection': (n) => projection([3, 3], n, n),
  'convolution and a wide projection': (n) => projection([1, 1], 1, n),
  'product of u8 and i8': (n) => product('u8', 'i8', n),
  'product of i8': (n) => product('i8', 'i8', n),
}

/** The only element costs a step as much as the budget lets any of its kind: one unit more would be refused. */
export const largestPrograms: Readonly<Record<string, () => Model>> = Object.fromEntries(
  [8, 10, 13].flatMap((chunkLog2) =>
    Object.entries(builders).map(([name, build]) => [
      `the largest ${name}, chunks of ${2 ** chunkLog2}`,
      () => largest((size) => build(size).build(chunkLog2, chunkLog2)),
    ]),
  ),
)

/** The greatest size that validates. */
function largest(build: (size: number) => Model): Model {
  let [fits, tooLarge] = [1, 2]
  while (isValid(build(tooLarge))) [fits, tooLarge] = [tooLarge, 2 * tooLarge]
  while (tooLarge - fits > 1) {
    const middle = (fits + tooLarge) >> 1
    if (isValid(build(middle))) fits = middle
    else tooLarge = middle
  }
  return build(fits)
}

function isValid({ program }: Model): boolean {
  try {
    validateProgram(program)
    return true
  } catch (error) {
    if (error instanceof ProgramError) return false
    throw error
  }
}

function sum(dtype: Dtype, shape: readonly [number, number, number, number], axis: number): ModelBuilder {
  const model = new ModelBuilder()
  const x = model.input(dtype, shape)
  model.node(
    'reduce_sum',
    'i32',
    shape.map((size, at) => (at === axis ? 1 : size)) as [number, number, number, number],
    [x],
    { axis, zeroX: dtype === 'u8' ? 255 : 0 },
  )
  return model
}

function selection(
  op: 'reduce_max' | 'arg_max',
  dtype: Dtype,
  shape: readonly [number, number, number, number],
  axis: number,
  values?: readonly number[],
): ModelBuilder {
  const model = new ModelBuilder()
  const reduced = shape.map((size, at) => (at === axis ? 1 : size)) as [number, number, number, number]
  const x = values === undefined ? model.input(dtype, shape) : model.ints(values)
  if (values !== undefined) model.input('u8', [1, 1, 1, 1])
  model.node(op, op === 'arg_max' ? 'i32' : dtype, reduced, [x], { axis })
  return model
}

/** Each is the largest yet, which costs a step the most. */
function rising(length: number): number[] {
  return Array.from({ length }, (_, i) => 0x01010101 + 3 * i)
}

function maximum(dtype: Dtype, kernel: readonly [number, number], dilation: number): ModelBuilder {
  const model = new ModelBuilder()
  const [height, width] = kernel.map((size) => dilation * (size - 1) + 1) as [number, number]
  const x = model.input(dtype, [1, height, width, 1])
  const window = windowAttributes({ kernel, dilation: [dilation, dilation] })
  model.node('max_pool', dtype, [1, 1, 1, 1], [x], window)
  return model
}

function average(dtype: Dtype, kernel: readonly [number, number]): ModelBuilder {
  const model = new ModelBuilder()
  const x = model.input(dtype, [1, ...kernel, 1])
  const table = model.floats(Array.from({ length: kernel[0] * kernel[1] + 1 }, (_, n) => 1 / Math.max(n, 1)))
  const clamps = { zeroX: 100, zeroY: 100, low: 0, high: 255 }
  model.node('avg_pool', 'u8', [1, 1, 1, 1], [x, table], { ...windowAttributes({ kernel }), ...clamps })
  return model
}

function convolution(
  kernel: readonly [number, number],
  channels: number,
  groups: number,
  dilation: number,
  op: 'conv2d' | 'conv2d_add' = 'conv2d',
): ModelBuilder {
  const model = new ModelBuilder()
  const random = seededRandom(channels)
  const [height, width] = kernel.map((size) => dilation * (size - 1) + 1) as [number, number]
  const x = model.input('u8', [1, height, width, channels])
  const depth = channels / groups
  const weights = random.bytes(groups * kernel[0] * kernel[1] * depth)
  const added = { scaleX: 0.5, scaleW: 0.75, scaleY: 1, zeroB: 3, zeroZ: 9, lowZ: 0, highZ: 255 }
  model.node(
    op,
    'u8',
    [1, 1, 1, groups],
    [
      x,
      model.constant('i8', [groups, ...kernel, depth], weights),
      model.ints(Array(groups).fill(12345)),
      model.floats(Array(groups).fill(2 ** -12)),
      ...(op === 'conv2d_add' ? [model.input('i8', [1, 1, 1, groups])] : []),
    ],
    {
      ...windowAttributes({ kernel, dilation: [dilation, dilation] }),
      ...{ groups, zeroX: 100, zeroW: 7, zeroY: 100, low: 0, high: 255 },
      ...(op === 'conv2d_add' ? added : {}),
    },
  )
  return model
}

function bottleneck(kernel: readonly [number, number], channels: number, dilation: number): ModelBuilder {
  const model = new ModelBuilder()
  const random = seededRandom(channels)
  const [height, width] = kernel.map((size) => dilation * (size - 1) + 1) as [number, number]
  const layer = (shape: readonly [number, number, number, number], multiplier: number) => [
    model.constant('i8', shape, random.bytes(shape[1] * shape[2] * shape[3])),
    model.ints([777]),
    model.floats([multiplier]),
  ]
  const x = model.input('u8', [1, height, width, channels])
  const operands = [x, ...layer([1, 1, 1, channels], 2 ** -10), ...layer([1, ...kernel, 1], 2 ** -11)]
  model.node('conv2d_depthwise', 'u8', [1, 1, 1, 1], operands, {
    ...windowAttributes({ kernel, dilation: [dilation, dilation] }),
    ...{ zeroX: 100, zeroW: 7, zeroY: 100, low: 0, high: 255, zeroV: -3, zeroZ: 90, lowZ: 0, highZ: 255 },
  })
  return model
}

function pooled(
  kernel: readonly [number, number],
  channels: number,
  pool: readonly [number, number],
  dilation: number,
): ModelBuilder {
  const model = new ModelBuilder()
  const random = seededRandom(channels)
  const [height, width] = kernel.map((size, axis) => dilation * (size - 1) + pool[axis]!) as [number, number]
  const x = model.input('u8', [1, height, width, channels])
  const weights = model.constant('i8', [1, ...kernel, channels], random.bytes(kernel[0] * kernel[1] * channels))
  model.node('conv2d_max_pool', 'u8', [1, 1, 1, 1], [x, weights, model.ints([777]), model.floats([2 ** -12])], {
    ...windowAttributes({ kernel, dilation: [dilation, dilation] }),
    ...{ poolH: pool[0], poolW: pool[1], poolStrideH: 1, poolStrideW: 1 },
    ...{ poolPadTop: 0, poolPadLeft: 0, poolPadBottom: 0, poolPadRight: 0 },
    ...{ groups: 1, zeroX: 100, zeroW: 7, zeroY: 100, low: 0, high: 255 },
  })
  return model
}

function projection(kernel: readonly [number, number], channels: number, projected: number): ModelBuilder {
  const model = new ModelBuilder()
  const random = seededRandom(channels + projected)
  const layer = (shape: readonly [number, number, number, number]) => [
    model.constant('i8', shape, random.bytes(shape[1] * shape[2] * shape[3])),
    model.ints([777]),
    model.floats([2 ** -12]),
  ]
  const first = [model.input('u8', [1, ...kernel, channels]), ...layer([1, ...kernel, channels])]
  const second = [model.input('i8', [1, 1, 1, projected]), ...layer([1, 1, 1, projected])]
  model.node('conv2d_conv2d_add', 'u8', [1, 1, 1, 1], [...first, ...second], {
    ...windowAttributes({ kernel }),
    ...{ zeroX: 100, zeroW: 7, zeroY: 100, low: 0, high: 255, stride2: 1, zeroX2: -3, zeroB: 90 },
    ...{ scaleX: 0.5, scaleW: 0.75, scaleY: 1, zeroZ: 9, lowZ: 0, highZ: 255 },
  })
  return model
}

function product(x: Dtype, w: Dtype, inner: number): ModelBuilder {
  const model = new ModelBuilder()
  const weights = seededRandom(inner).bytes(inner)
  model.node(
    'matmul',
    'u8',
    [1, 1, 1, 1],
    [
      model.input(x, [1, 1, 1, inner]),
      model.constant(w, [1, 1, 1, inner], weights),
      model.ints([-1]),
      model.floats([2 ** -12]),
    ],
    { zeroX: 100, zeroW: 7, zeroY: 100, low: 0, high: 255 },
  )
  return model
}
